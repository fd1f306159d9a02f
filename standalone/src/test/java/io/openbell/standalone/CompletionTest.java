package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path checkout;
  private final AtomicInteger readiness = new AtomicInteger(503);
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private HttpServer service;
  private RunState state;

  @BeforeEach
  void launch() throws Exception {
    state = RunState.claim(options().folders());
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/readyz",
        exchange -> {
          exchange.sendResponseHeaders(readiness.get(), -1);
          exchange.close();
        });
    service.start();
    state.listens(Listener.running("redis", SELF, 1, 0));
    state.listens(Listener.running("write-api", SELF, service.getAddress().getPort(), 0));
  }

  @AfterEach
  void stop() {
    service.stop(0);
    state.close();
  }

  @Test
  void whatIsStillBeingStartedIsLeftAlone() {
    assertThatThrownBy(this::complete)
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is being started");
    assertThat(state.takeRequest()).isFalse();
  }

  @Test
  void whereNothingIsDownItIsUpAlready() {
    state.ready();
    readiness.set(200);

    assertThatThrownBy(this::complete)
        .isInstanceOf(StartFailure.class)
        .hasMessage(RunState.ALREADY_UP);
    assertThat(state.takeRequest()).isFalse();
  }

  @Test
  void whatIsDownIsAskedForAndWaitedFor() throws Exception {
    state.ready();
    state.listens(Listener.running("redis", gone(), 1, 0));

    CompletableFuture<?> completion = CompletableFuture.runAsync(this::complete);
    Awaitility.await().until(state::takeRequest);
    state.listens(Listener.running("redis", SELF, 1, 1));
    Awaitility.await().until(() -> text().contains("  redis is ready after "));
    assertThat(completion).isNotDone();
    readiness.set(200);
    completion.get();

    assertThat(text())
        .startsWith("Openbell is up in part. Starting again: redis, write-api\n")
        .contains("  write-api is ready after ")
        .contains("Openbell is whole again");
  }

  @Test
  void whatDoesNotComeUpIsNamed() {
    state.ready();

    assertThatThrownBy(() -> complete(options("1")))
        .isInstanceOf(StartFailure.class)
        .hasMessageStartingWith("write-api did not come up again, and nothing got on for 1 s");
  }

  private static long gone() throws Exception {
    return new ProcessBuilder("true").start().onExit().get().pid();
  }

  private LaunchOptions options() {
    return options("60");
  }

  private LaunchOptions options(String patience) {
    return LaunchOptions.parse(
        List.of("--checkout=" + checkout), Map.of("OPENBELL_UP_SECONDS", patience));
  }

  private void complete() {
    complete(options());
  }

  private void complete(LaunchOptions options) {
    new Completion(options, new PrintStream(said, true, StandardCharsets.UTF_8)).run();
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
