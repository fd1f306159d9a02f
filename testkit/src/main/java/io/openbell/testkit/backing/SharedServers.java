package io.openbell.testkit.backing;

import io.openbell.standalone.backing.BackingServerException;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.standalone.backing.EmbeddedServers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The one set of servers that all tests of this JVM share: embedded ones on free ports with
 * databases in memory, or the real ones when {@value #VARIABLE} names an env file. They end with
 * the JVM.
 */
public final class SharedServers {
  /** Names the env file of {@code .ci/servers start}; when set, tests use those real servers. */
  public static final String VARIABLE = "OPENBELL_TEST_SERVERS";

  private static @Nullable BackingServers servers;

  private SharedServers() {}

  /**
   * The servers, started at the first call.
   *
   * @return the servers; every server that a test had stopped is up again
   * @throws BackingServerException when one does not start
   */
  public static synchronized BackingServers get() {
    BackingServers shared = servers;
    if (shared == null) {
      shared = start();
      servers = shared;
    } else {
      shared.startDatabase();
      shared.startRedis();
      shared.startBroker();
    }
    return shared;
  }

  private static BackingServers start() {
    String envFile = System.getenv(VARIABLE);
    if (envFile == null || envFile.isBlank()) {
      EmbeddedServers embedded = EmbeddedServers.inMemory();
      atExit(embedded::close);
      return embedded;
    }
    RealServers real = RealServers.of(Path.of(envFile));
    atExit(real::end);
    return real;
  }

  private static void atExit(Runnable end) {
    Runtime.getRuntime().addShutdownHook(new Thread(end, "openbell-test-servers"));
  }
}
