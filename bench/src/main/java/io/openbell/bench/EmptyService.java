package io.openbell.bench;

import io.openbell.standalone.BoundedLog;
import io.openbell.standalone.ChildProcess;
import io.openbell.standalone.backing.LocalPort;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Checkout;
import io.openbell.testkit.process.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** {@link EmptyHandler} as a process with the JVM options of the services. */
final class EmptyService implements AutoCloseable {
  private final int port = LocalPort.free();
  private final ChildProcess process;

  EmptyService() {
    List<String> command = new ArrayList<>(Service.dockerOptions());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EmptyHandler.class.getName(),
            "--spring.main.banner-mode=off",
            "--management.endpoint.health.probes.add-additional-paths=true",
            "--server.address=127.0.0.1",
            "--server.port=" + port));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(Map.of("JDK_JAVA_OPTIONS", "-Xmx256m"));
      Path log = Checkout.file("bench/target/empty.log");
      process = ChildProcess.start("empty", builder, BoundedLog.goOn(log, 1 << 20));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::kill));
    Comparison.waitFor(
        () -> {
          try {
            return new Client(port).get("/readyz").text().contains("UP");
          } catch (CompletionException e) {
            return false;
          }
        });
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.kill();
  }
}
