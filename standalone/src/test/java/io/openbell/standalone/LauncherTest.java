package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.backing.LocalPort;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
  @TempDir Path directory;

  @Test
  void inTheBackgroundAllItSaysGoesToItsBoundedLog() throws Exception {
    Path output = directory.resolve("output");
    Path log = directory.resolve("state/logs/launcher.log");
    try (ServerSocket taken = new ServerSocket(0)) {
      ProcessBuilder builder =
          new ProcessBuilder(
                  Jdk.java(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Launcher.class.getName(),
                  "--checkout=" + directory,
                  "--state=" + directory.resolve("state"),
                  "--background")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      for (Ports.Listener listener : Ports.Listener.values()) {
        builder.environment().put(listener.variable(), Integer.toString(LocalPort.free()));
      }
      String port = Integer.toString(taken.getLocalPort());
      builder.environment().put(Ports.Listener.H2.variable(), port);
      Process launcher = builder.start();

      assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(launcher.exitValue()).isEqualTo(1);
      assertThat(Files.readString(log)).contains(port).contains("Stopped.");
    }
    assertThat(output).isEmptyFile();
  }
}
