package io.openbell.e2e;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.audit.ShopLog;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The whole system as processes, on a database of its own. */
final class Openbell {
  /**
   * Warmed up long enough to run all of it, drained long enough for a busy machine; how fast they
   * are is not what is tested. Orders that nobody pays, and points, expire while a test waits for
   * it.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "openbell.zone", "Asia/Seoul",
          "openbell.warm-up.time", "1s",
          "openbell.drain.time", "5s",
          "openbell.order.pay-within", "10s",
          "openbell.order.sweep-interval", "200ms",
          "openbell.point.expiry-interval", "200ms");

  private static final List<Openbell> running = new ArrayList<>();

  private final BackingServers servers;
  private final Map<String, String> database;
  private final List<Service> writeApis = new ArrayList<>();
  private final List<Service> consumers = new ArrayList<>();
  private final List<Service> readApis = new ArrayList<>();
  private final Service gateway;

  /** The database knows what clients of all tests did, and so must the log. */
  private final ShopLog shopLog = new ShopLog();

  private Openbell(int writeApiCount, int consumerCount) {
    servers = SharedServers.get();
    servers.freshDatabase();
    servers.flushRedis();
    database = servers.springProperties();
    String suffix = "-" + writeApiCount + "x" + consumerCount;
    for (int i = 1; i <= writeApiCount; i++) {
      writeApis.add(new Service("write-api", "write-api-" + i + suffix, servers, SETTINGS));
    }
    for (int i = 1; i <= consumerCount; i++) {
      consumers.add(new Service("mq-consumer", "mq-consumer-" + i + suffix, servers, Map.of()));
    }
    Map<String, String> reading = new HashMap<>(SETTINGS);
    reading.put("logging.structured.format.console", "ecs"); // one service logs as JSON
    for (int i = 1; i <= writeApiCount; i++) {
      readApis.add(new Service("read-api", "read-api-" + i + suffix, servers, reading));
    }
    Map<String, String> routing = new HashMap<>(SETTINGS);
    routing.put(
        "openbell.gateway.write-api-uris",
        writeApis.stream().map(Service::url).collect(Collectors.joining(",")));
    routing.put(
        "openbell.gateway.read-api-uris",
        readApis.stream().map(Service::url).collect(Collectors.joining(",")));
    routing.put("openbell.ops.enabled", "true");
    routing.put("openbell.ops.write-api-uris", managementOf(writeApis));
    routing.put("openbell.ops.mq-consumer-uris", managementOf(consumers));
    routing.put("openbell.ops.read-api-uris", managementOf(readApis));
    gateway = new Service("gateway", "gateway" + suffix, servers, routing);
  }

  private static String managementOf(List<Service> services) {
    return services.stream().map(Service::managementUrl).collect(Collectors.joining(","));
  }

  /**
   * A system of this size, with as many read-apis as write-apis, started once for all tests; those
   * of another size are stopped.
   */
  static synchronized Openbell of(int writeApiCount, int consumerCount) {
    for (Openbell one : running) {
      if (one.writeApis.size() == writeApiCount && one.consumers.size() == consumerCount) {
        return one.heal();
      }
    }
    running.forEach(Openbell::stop);
    running.clear();
    Openbell started = new Openbell(writeApiCount, consumerCount);
    running.add(started); // first: what is not ready in time is not left beside another
    return started.heal();
  }

  /** Everything up and ready again. */
  Openbell heal() {
    SharedServers.get();
    // A write-api migrates the schema, and one at a time is enough; the others wait for it.
    services().filter(service -> !writeApis.contains(service)).forEach(Service::start);
    writeApis.get(0).start().awaitReady();
    writeApis.forEach(Service::start);
    services().forEach(Service::awaitReady);
    return this;
  }

  private Stream<Service> services() {
    return Stream.of(writeApis, consumers, readApis, List.of(gateway)).flatMap(List::stream);
  }

  private void stop() {
    services().forEach(Service::kill);
  }

  BackingServers servers() {
    return servers;
  }

  List<Service> writeApis() {
    return writeApis;
  }

  List<Service> consumers() {
    return consumers;
  }

  List<Service> readApis() {
    return readApis;
  }

  /** The first of them. */
  Service readApi() {
    return readApis.get(0);
  }

  Service gateway() {
    return gateway;
  }

  /** A client of the gateway. */
  Client client() {
    return new Client(gateway.url());
  }

  /** What the clients of its shop know, in all tests. */
  ShopLog shopLog() {
    return shopLog;
  }

  /** The system's database, looked at from outside. */
  Books database() {
    return new Books(database);
  }
}
