package io.openbell.standalone;

import java.util.Map;
import java.util.TreeMap;

/** The Spring properties each service is started with. */
final class ServiceSettings {
  private static final int VIRTUAL_THREADS_SINCE = 21;

  private ServiceSettings() {}

  /**
   * The settings of one service.
   *
   * @param backing how to reach Redis, the broker and the database
   * @param javaVersion the feature version of the JVM the services run on
   */
  static Map<String, String> of(
      ServiceName service, LaunchOptions options, Map<String, String> backing, int javaVersion) {
    Ports ports = options.ports();
    Map<String, String> settings = new TreeMap<>(backing);
    settings.put("server.address", "127.0.0.1");
    // Four JVMs share this machine, for trying things: ready soon is worth more than fast at once.
    // What is recorded, though, is the warm-up.
    settings.put("openbell.warm-up.time", options.record() ? "20s" : "0s");
    // Nobody else could answer meanwhile.
    settings.put("openbell.drain.time", "0s");
    settings.put("server.port", Integer.toString(ports.of(service)));
    settings.put("management.server.address", "127.0.0.1");
    settings.put("management.server.port", Integer.toString(ports.management(service)));
    if (javaVersion >= VIRTUAL_THREADS_SINCE) {
      settings.put("spring.threads.virtual.enabled", "true");
    }
    if (service == ServiceName.WRITE_API) {
      settings.put("openbell.disk.directory", options.dataDirectory().toString());
    }
    if (service == ServiceName.GATEWAY) {
      settings.put("openbell.gateway.write-api-uris", uri(ports, ServiceName.WRITE_API));
      settings.put("openbell.gateway.read-api-uris", uri(ports, ServiceName.READ_API));
      // Only this machine reaches it.
      settings.put("openbell.ops.enabled", "true");
      for (ServiceName watched : ServiceName.values()) {
        settings.put(
            "openbell.ops." + watched.module() + "-uris",
            "http://127.0.0.1:" + ports.management(watched));
      }
    }
    return settings;
  }

  private static String uri(Ports ports, ServiceName service) {
    return "http://127.0.0.1:" + ports.of(service);
  }
}
