package io.openbell.e2e.faults;

import io.openbell.e2e.Broker;
import io.openbell.e2e.TcpProxy;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.standalone.backing.LocalPort;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.audit.ClientLog;
import io.openbell.testkit.audit.ShopLog;
import io.openbell.testkit.backing.SharedServers;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import io.openbell.testkit.process.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The system that is broken: two of every service, and a proxy on every hop between programs. */
final class Scene {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "openbell.warm-up.time", "0s",
          "logging.level.openbell.access", "warn",
          // Some of what nobody pays is to expire meanwhile.
          "openbell.order.pay-within", "5s",
          // Twenty seconds of what the crowd invests: long enough to see what goes on without a
          // broker, and short enough to see it end.
          "openbell.desk.max-pending", "2000");

  final BackingServers servers = SharedServers.get();
  final TcpProxy broker;
  final TcpProxy redis;
  final TcpProxy postgres;

  /** To each write-api, read-api and gateway. */
  private final List<TcpProxy> toServices = new ArrayList<>();

  final List<Service> writeApis = new ArrayList<>();
  final List<Service> consumers = new ArrayList<>();
  final List<Service> readApis = new ArrayList<>();
  final List<Service> gateways = new ArrayList<>();
  final Books database;

  /** One for each gateway. */
  final List<Client> clients;

  /** What this run's clients know. */
  ClientLog log = new ClientLog();

  /** And of the shop. */
  ShopLog shopLog = new ShopLog();

  /** This run's products. */
  List<Long> products = List.of();

  /** This run's items, of one of which there is little. */
  List<Long> items = List.of();

  private final Map<String, String> direct;

  Scene() {
    servers.freshDatabase();
    servers.flushRedis();
    direct = servers.springProperties();
    database = new Books(direct);
    int amqp = Integer.parseInt(direct.get("spring.rabbitmq.port"));
    URI cache = URI.create(direct.get("openbell.redis.address"));
    URI jdbc = URI.create(direct.get("spring.datasource.url").substring("jdbc:".length()));
    broker = new TcpProxy(direct.get("spring.rabbitmq.host"), amqp, LocalPort.free());
    redis = new TcpProxy(cache.getHost(), cache.getPort(), LocalPort.free());
    postgres = new TcpProxy(jdbc.getHost(), jdbc.getPort(), LocalPort.free());
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("spring.rabbitmq.port", Integer.toString(broker.port()));
    settings.put("openbell.redis.address", "redis://127.0.0.1:" + redis.port());
    settings.put(
        "spring.datasource.url",
        // Time limits as operators are told to set them.
        "jdbc:postgresql://127.0.0.1:%d%s?reWriteBatchedInserts=true&socketTimeout=10&connectTimeout=2"
            .formatted(postgres.port(), jdbc.getPath()));
    for (int i = 1; i <= 2; i++) {
      writeApis.add(new Service("write-api", "faults-write-api-" + i, servers, settings));
      consumers.add(new Service("mq-consumer", "faults-mq-consumer-" + i, servers, settings));
      readApis.add(new Service("read-api", "faults-read-api-" + i, servers, settings));
    }
    Map<String, String> routing = new HashMap<>(SETTINGS);
    routing.put("openbell.gateway.write-api-uris", String.join(",", hopsTo(writeApis)));
    routing.put("openbell.gateway.read-api-uris", String.join(",", hopsTo(readApis)));
    for (int i = 1; i <= 2; i++) {
      gateways.add(new Service("gateway", "faults-gateway-" + i, servers, routing));
    }
    clients = hopsTo(gateways).stream().map(Client::new).toList();
  }

  private List<String> hopsTo(List<Service> services) {
    List<String> urls = new ArrayList<>();
    for (Service service : services) {
      URI url = URI.create(service.url());
      TcpProxy hop = new TcpProxy(url.getHost(), url.getPort(), LocalPort.free());
      toServices.add(hop);
      urls.add("http://127.0.0.1:" + hop.port());
    }
    return urls;
  }

  private Stream<Service> services() {
    return Stream.of(writeApis, consumers, readApis, gateways).flatMap(List::stream);
  }

  /** All of them, between clients, services and servers. */
  List<TcpProxy> hops() {
    return Stream.concat(Stream.of(broker, redis, postgres), toServices.stream()).toList();
  }

  /** Everything runs and is ready, on empty tables; nobody has invested or ordered yet. */
  void prepare() {
    hops().forEach(TcpProxy::heal);
    SharedServers.get(); // starts what is down
    writeApis.get(0).start().awaitReady(); // it makes the tables
    services().forEach(Service::start);
    services().forEach(Service::awaitReady);
    await(60, "an earlier run is settled", this::isSettled);
    database.execute(
        "truncate table product_invest_log, product_invest_user, product_invest_status, product,"
            + " point_entry_lot, point_lot, point_entry, point_account, payment, order_transition,"
            + " order_line, shop_order, stock_move, item");
    log = new ClientLog();
    shopLog = new ShopLog();
    Client gateway = new Client(gateways.get(0).url());
    products =
        Stream.of("one", "two", "three")
            .map(name -> gateway.product("Fault " + name, 1_000_000_000))
            .toList();
    items = LongStream.of(1_000_000, 1_000_000, 50).mapToObj(n -> item(gateway, n)).toList();
  }

  private static long item(Client gateway, long stock) {
    Reply reply =
        gateway.post(
            "/api/item",
            Map.of(),
            "{\"name\":\"Fault of %d\",\"price\":10,\"stock\":%d}".formatted(stock, stock));
    if (reply.status() != 201) {
      throw new IllegalStateException("not registered: " + reply);
    }
    return reply.data().get("itemId").asLong();
  }

  /** Every investment and payment is finalized, and no order waits for its payment. */
  boolean isSettled() {
    return database.pending() == 0
        && database.number("select count(*) from payment where result = 'PENDING'") == 0
        && database.number("select count(*) from shop_order where status = 'CREATED'") == 0;
  }

  /** Ends every service. */
  void end() {
    services().forEach(Service::kill);
  }

  /** {@code .ci/servers VERB NAME}; only for verbs that start nothing. */
  void servers(String verb, String name) {
    Map<String, String> env = serversEnv();
    Shell.output(List.of("bash", env.get("OPENBELL_SERVERS_SCRIPT"), verb, name), env);
  }

  private static Map<String, String> serversEnv() {
    try {
      return Files.readAllLines(Path.of(System.getenv(SharedServers.VARIABLE))).stream()
          .map(line -> line.split("=", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Redis answers to a command. */
  String redis(String command) {
    URI address = URI.create(direct.get("openbell.redis.address"));
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[4096];
      return new String(answer, 0, Math.max(0, in.read(answer)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something on the broker, past the proxy. */
  <T> T onBroker(Broker.Work<T> work) {
    return Broker.on(direct, work);
  }

  /** One figure of a service's metrics page. */
  static double metric(Service service, String name) {
    return new Client(service.managementUrl())
        .get("/actuator/prometheus")
        .text()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  static void await(int seconds, String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(condition::getAsBoolean);
  }
}
