package io.openbell.standalone.backing;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The one set of servers that all tests of this JVM share. */
final class SharedTestServers {
  private static @Nullable BackingServers servers;

  private SharedTestServers() {}

  static synchronized BackingServers get() {
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
    String envFile = System.getenv(BackingServers.TEST_SERVERS_VARIABLE);
    if (envFile == null || envFile.isBlank()) {
      EmbeddedServers embedded = EmbeddedServers.sharedInMemory();
      atExit(embedded::end);
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
