package io.openbell.bench;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.process.Checkout;
import io.openbell.testkit.process.Service;
import io.openbell.testkit.process.Shell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Services as processes on one database, ended together. */
final class Fleet implements AutoCloseable {
  private static int count;

  private final BackingServers servers;
  private final boolean warmUp;
  private final List<Service> processes = new ArrayList<>();

  /**
   * On a new database; starts nothing yet.
   *
   * @param warmUp whether the services warm up by themselves
   */
  Fleet(BackingServers servers, boolean warmUp) {
    this.servers = servers;
    this.warmUp = warmUp;
    servers.freshDatabase();
    servers.flushRedis();
  }

  Service add(String module, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    if (!warmUp) {
      all.put("openbell.warm-up.time", "0s");
    }
    all.putAll(settings);
    // What an operator under load would do: a line per request costs the gateway a tenth.
    all.put("logging.level.openbell.access", "warn");
    Service process = new Service(module, "bench-" + module + "-" + ++count, servers, all);
    processes.add(process);
    return process;
  }

  Service gateway(String writeApis, String readApi) {
    return gateway(writeApis, readApi, Map.of());
  }

  Service gateway(String writeApis, String readApi, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("openbell.gateway.write-api-uris", writeApis);
    all.put("openbell.gateway.read-api-uris", readApi);
    return add("gateway", all);
  }

  /** Starts one after the other; write-api first, since it makes the tables. */
  void start() {
    processes.forEach(process -> process.start().awaitReady());
  }

  Bookkeeping books() {
    return new Bookkeeping(servers.springProperties());
  }

  @Override
  public void close() {
    processes.forEach(Service::kill);
  }

  /** The checkout this runs in, for the report. */
  static String revision() {
    return Shell.output(List.of("git", "-C", Checkout.root().toString(), "describe", "--always"));
  }
}
