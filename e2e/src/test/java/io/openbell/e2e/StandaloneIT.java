package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.ClassArchive;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.standalone.backing.DatabaseName;
import io.openbell.standalone.backing.EmbeddedDatabase;
import io.openbell.standalone.backing.LocalPort;
import io.openbell.testkit.backing.SmallDisk;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Checkout;
import io.openbell.testkit.process.Shell;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./openbell} as a newcomer uses it. */
@Order(1) // it records the services' starts, which are faster from then on
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StandaloneIT {
  private static final List<String> SERVICES =
      List.of("GATEWAY", "WRITE_API", "READ_API", "MQ_CONSUMER");

  private final Map<String, String> environment = new HashMap<>();
  @TempDir private Path home;

  @BeforeEach
  void portsOfOurOwn() {
    environment.put("OPENBELL_HOME", home.resolve("home").toString());
    environment.put("OPENBELL_UP_SECONDS", "300"); // without progress: a build machine may be busy
    List<String> listeners = new ArrayList<>(List.of("REDIS", "AMQP", "H2"));
    for (String service : SERVICES) {
      listeners.addAll(List.of(service, service + "_MANAGEMENT"));
    }
    for (String service : listeners) {
      environment.put("OPENBELL_PORT_" + service, Integer.toString(LocalPort.free()));
    }
  }

  @AfterEach
  void down() throws Exception {
    run("down");
  }

  private record Run(int exit, String output) {}

  private Run run(String... arguments) throws IOException, InterruptedException {
    return runWith(Map.of(), arguments);
  }

  private Run runWith(Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    return runWith(more, Checkout.file("openbell"), arguments);
  }

  private Run runWith(Map<String, String> more, Path script, String... arguments)
      throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = script.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path output = Files.createTempFile(home, "run", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Checkout.root().toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(more);
    Process process = builder.start();
    assertThat(process.waitFor(330, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private Client client() {
    return at("GATEWAY");
  }

  private Client at(String listener) {
    return new Client("http://127.0.0.1:" + environment.get("OPENBELL_PORT_" + listener));
  }

  @Test
  @Order(1)
  void buildRecordsAStartOfEachService() throws Exception {
    Run build = run("build");

    assertThat(build.exit()).as(build.output()).isZero();
    assertThat(build.output()).contains("Everything is built");
    for (String service : SERVICES) {
      String module = service.toLowerCase(Locale.ROOT).replace('_', '-');
      ClassArchive archive = new ClassArchive(Checkout.jarOf(module), Runtime.version().feature());
      assertThat(archive.startOptions().get(0)).as(module).startsWith("-XX:");
    }
  }

  @Test
  void upStartsEverythingAndWhatItPrintsWorks() throws Exception {
    Run up = run("up", "-d", "--demo");

    assertThat(up.exit()).as(up.output()).isZero();
    assertThat(up.output()).contains("curl ").contains("/api/product").contains("/api/invest");
    assertThat(up.output()).contains("/api/item/1'").contains("{\"itemId\":1,\"quantity\":1}");
    Client client = client();
    Map<String, String> user4 = Map.of("X-USER-ID", "user4");
    assertThat(client.get("/api/product", user4).data().get("list").size()).isPositive();
    assertThat(client.invest("user4", 3, 10).text())
        .isEqualTo(
            "{\"result\":true,\"code\":\"01\",\"message\":null,\"data\":\"OK\",\"status\":200}");
    Awaitility.await()
        .until(
            () ->
                client
                    .get("/api/product/my/invest", user4)
                    .data()
                    .get("list")
                    .valueStream()
                    .anyMatch(mine -> mine.get("productId").asLong() == 3));
    assertThat(client.get("/api/product", user4).text())
        .doesNotContain(Long.toString(Long.MAX_VALUE));
    buysTheFirstItem(client, user4);
    assertThat(up.output()).contains("/api/coupon/1/issue'");
    assertThat(client.post("/api/coupon/1/issue", user4, "{}").status()).isEqualTo(201);
    assertThat(client.get("/api/coupon/my", user4).data().get("list")).hasSize(1);
    assertThat(run("status").output()).contains("write-api").contains("mq-consumer");
    for (String service : SERVICES) {
      String metrics = "/actuator/prometheus";
      assertThat(at(service + "_MANAGEMENT").get(metrics, Map.of()).text())
          .contains("application_ready_time_seconds{main_application_class=\"io.openbell.");
      assertThat(at(service).get(metrics, Map.of()).status()).isEqualTo(404);
    }

    Run again = run("up", "-d");
    assertThat(again.exit()).isNotZero();
    assertThat(run("down").exit()).isZero();
    assertThat(run("status").output()).doesNotContain("ready");
    assertThat(log("gateway.log"))
        .content()
        .as("to the end")
        .contains("Graceful shutdown complete");
    assertThat(log("launcher.log")).content().contains("Stopped.");
  }

  private static void buysTheFirstItem(Client client, Map<String, String> user) {
    assertThat(client.get("/api/item/1", user).data().get("available").asLong()).isPositive();
    Reply order =
        client.post(
            "/api/order", user, "{\"items\":[{\"itemId\":1,\"quantity\":1}],\"payNow\":true}");
    assertThat(order.status()).as(order.text()).isEqualTo(201);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(client.get("/api/order/my", user).data().get("list").valueStream())
                    .singleElement()
                    .satisfies(
                        mine -> assertThat(mine.get("status").asString()).isEqualTo("PAID")));
  }

  private Path log(String name) {
    return home.resolve("home/logs").resolve(name);
  }

  @Test
  void aLogTakesNoMoreRoomThanItMay() throws Exception {
    Run up = runWith(Map.of("OPENBELL_LOG_MB", "1"), "up", "-d");
    assertThat(up.exit()).as(up.output()).isZero();

    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              for (int i = 0; i < 200; i++) {
                assertThat(client().get("/api/product").status()).isEqualTo(200);
              }
              return Files.exists(log("gateway.log.3"));
            });
    String last = client().get("/api/product").correlation().orElseThrow();

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(log("gateway.log")).content().contains("correlation=" + last));
    assertThat(log("gateway.log.4")).doesNotExist();
    long bytes = 0;
    for (String part : List.of("", ".1", ".2", ".3")) {
      bytes += Files.size(log("gateway.log" + part));
    }
    assertThat(bytes).isBetween(500_000L, 1_000_000L);
  }

  private void awaitTheOneInvestmentOfUser4() {
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        client()
                            .get("/api/product/my/invest/log", Map.of("X-USER-ID", "user4"))
                            .data()
                            .get("totalCount")
                            .asLong())
                    .isEqualTo(1));
  }

  @Test
  void dataIsKeptOverARestartWhenAskedFor() throws Exception {
    String data = home.resolve("data").toString();
    assertThat(run("up", "-d", "--demo", "--data", data).exit()).isZero();
    assertThat(client().invest("user4", 3, 10).ok()).isTrue();
    assertThat(run("down").exit()).isZero();

    assertThat(run("up", "-d", "--data", data).exit()).isZero();

    awaitTheOneInvestmentOfUser4();
  }

  @Test
  void underAnyLocaleAndInAnyFolderWhatDiesComesBackWithTheData() throws Exception {
    // The script writes the name: this JVM's locale may not spell it.
    Path script =
        program(
            "openbell-in-korean",
            "folder=\"%s/$(printf '\\355\\225\\234\\352\\270\\200')\"\n".formatted(home)
                + "[ -e \"$folder\" ] || ln -s '%s' \"$folder\"\n".formatted(Checkout.root())
                + "exec \"$folder/openbell\" \"$@\"");
    Map<String, String> turkish =
        Map.of(
            "LC_ALL", "C",
            "JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR",
            "OPENBELL_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    Run up = runWith(turkish, script, "up", "-d", "--demo");
    assertThat(up.exit()).as(up.output()).isZero();
    assertThat(client().invest("user4", 3, 10).ok()).isTrue();
    long redis = pidOf("redis");
    long writeApi = pidOf("write-api");

    Shell.output(List.of("kill", "-9", Long.toString(redis), Long.toString(writeApi)));
    Run again = runWith(turkish, script, "up", "-d");

    assertThat(again.exit()).as(again.output()).isZero();
    assertThat(again.output()).contains("Starting again: ").contains("write-api is ready after");
    assertThat(pidOf("write-api")).isNotEqualTo(writeApi);
    Awaitility.await().until(() -> pidOf("redis") != redis);
    Awaitility.await().until(() -> client().invest("user5", 3, 10).ok());
    awaitTheOneInvestmentOfUser4();
    assertThat(run("status").output())
        .containsPattern("write-api +ready .*restarts: 1 *\n")
        .containsPattern("redis +up .*restarts: 1 *\n");
  }

  private long pidOf(String name) throws IOException {
    return Files.readAllLines(home.resolve("home/run/listeners")).stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());
      Run up = runWith(Map.of("OPENBELL_PORT_GATEWAY", port), "up", "-d");
      assertThat(up.exit()).isNotZero();
      assertThat(up.output()).contains(port).contains("OPENBELL_PORT_GATEWAY");
    }
  }

  @Test
  void aMissingAndAnOldJdkAreNamed() throws Exception {
    Run missing = runWith(Map.of("JAVA_HOME", home.toString()), "up", "-d");
    assertThat(missing.exit()).isNotZero();
    assertThat(missing.output()).contains("JAVA_HOME").contains("no bin/java");

    program("jdk/bin/java", "echo '    java.specification.version = 11' >&2");
    Run old = runWith(Map.of("JAVA_HOME", home.resolve("jdk").toString()), "up", "-d");
    assertThat(old.exit()).isNotZero();
    assertThat(old.output()).contains("JDK").contains("17");
  }

  @Test
  @EnabledIf("io.openbell.testkit.backing.SmallDisk#canBeMade")
  void tooLittleDiskIsSaid() throws Exception {
    try (SmallDisk disk = SmallDisk.of(64)) {
      Run up = runWith(Map.of("OPENBELL_HOME", disk.directory().toString()), "up", "-d");
      assertThat(up.exit()).isOne();
      assertThat(up.output()).containsPattern("only \\d+ MB are free on the disk of .* are needed");
    }
  }

  /** A terminal's Ctrl-C goes to all processes of the group that it has in the foreground. */
  private void pressCtrlC(Process inItsOwnGroup) {
    Shell.output(List.of("bash", "-c", "kill -INT -- -" + inItsOwnGroup.pid()));
  }

  /** As a terminal starts it: in a process group of its own. */
  private Process inATerminal(Path output, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.add(Checkout.file("openbell").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  @Test
  void ctrlCAndDownStopWhatRunsInTheForegroundInTheRightOrder() throws Exception {
    for (String stop : List.of("Ctrl-C", "down")) {
      Path output = home.resolve(stop + ".txt");
      Process up = inATerminal(output, "up");
      Awaitility.await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> Files.readString(output).contains("Openbell is ready after"));
      assertThat(run("status").exit()).isZero();

      if (stop.equals("down")) {
        assertThat(run("down").output()).isEqualTo("Stopped.\n");
      } else {
        pressCtrlC(up);
      }

      assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(up.exitValue()).as(stop).isZero();
      assertThat(output).content().endsWith("Stopping ...\nStopped.\n");
      assertThat(log("gateway.log")).content().contains("Graceful shutdown complete");
      assertThat(run("status").output()).isEqualTo("Openbell is not up.\n");
    }
  }

  @Test
  void ctrlCWhileItStartsInTheBackgroundStopsAllOfIt() throws Exception {
    Path output = home.resolve("up.txt");
    Process up = inATerminal(output, "up", "-d");
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> Files.readString(output).contains("Starting the services ..."));

    pressCtrlC(up);

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isOne();
    assertThat(output).content().contains("Stopped.\nopenbell: it did not start; see above, and ");
    assertThat(run("status").output()).isEqualTo("Openbell is not up.\n");
  }

  @Test
  void whatOutlivesAKilledLauncherIsEndedByTheNextStart() throws Exception {
    assertThat(run("up", "-d").exit()).isZero();
    long writeApi = pidOf("write-api");
    Shell.output(List.of("kill", "-9", Files.readString(home.resolve("home/run/launcher.pid"))));

    Run status = run("status");
    assertThat(status.exit()).isEqualTo(3);
    assertThat(status.output()).contains("An earlier run that was killed left processes");
    Run up = run("up", "-d");

    assertThat(up.exit()).as(up.output()).isZero();
    assertThat(up.output()).contains("Ending what an earlier run that was killed has left behind");
    assertThat(pidOf("write-api")).isNotEqualTo(writeApi);
    assertThat(ProcessHandle.of(writeApi).filter(ProcessHandle::isAlive)).isEmpty();
  }

  /**
   * A hundred clients who invest 1 won on and on, slowly enough that a fast machine does not fill
   * the disk with their investments.
   */
  private final class Hundred implements AutoCloseable {
    private final AtomicLong ok = new AtomicLong();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(100);

    Hundred(long product) {
      Client client = client();
      for (int i = 0; i < 100; i++) {
        String user = "user" + i;
        clients.add(CompletableFuture.runAsync(() -> investOn(client, user, product), threads));
      }
    }

    private void investOn(Client client, String user, long product) {
      while (!enough.get()) {
        Reply reply = client.invest(user, product, 1);
        if (reply.ok()) {
          ok.incrementAndGet();
        } else {
          refusals.add(reply.message());
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      }
    }

    void awaitMore(String when) {
      long before = ok.get();
      Awaitility.await("selling " + when)
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> ok.get() > before + 200);
    }

    void awaitRefusal(String start) {
      Awaitility.await(start)
          .atMost(120, TimeUnit.SECONDS)
          .until(() -> refusals.stream().anyMatch(refusal -> refusal.startsWith(start)));
    }

    @Override
    public void close() {
      enough.set(true);
      clients.forEach(CompletableFuture::join);
      threads.shutdown();
    }
  }

  private long groupsFailed() throws IOException {
    try (Stream<String> lines = Files.lines(home.resolve("home/logs/write-api.log"))) {
      return lines.filter(line -> line.contains("event=group-failed")).count();
    }
  }

  private static long number(Path data, String sql, long product) throws SQLException {
    try (EmbeddedDatabase database = EmbeddedDatabase.inFiles(data, 0)) {
      database.start();
      String url = database.open(new DatabaseName("openbell"));
      try (Connection connection =
              DriverManager.getConnection(url, EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD);
          PreparedStatement query = connection.prepareStatement(sql)) {
        query.setLong(1, product);
        try (ResultSet result = query.executeQuery()) {
          assertThat(result.next()).isTrue();
          return result.getLong(1);
        }
      }
    }
  }

  @Test
  @EnabledIf("io.openbell.testkit.backing.SmallDisk#canBeMade")
  void onASmallDiskNothingAnsweredOkIsLostAndSellingGoesOnWhenThereIsRoom() throws Exception {
    String full = "The disk of the database is full or nearly full";
    try (SmallDisk disk = SmallDisk.of(64)) {
      Path data = disk.directory().resolve("data");
      Run up = run("up", "-d", "--data", data.toString());
      assertThat(up.exit()).as(up.output()).isZero();
      long product = client().product("On a small disk", 1_000_000_000);
      Hundred crowd = new Hundred(product);
      try (crowd) {
        crowd.awaitMore("before");
        long failed = groupsFailed();
        disk.leave(18 << 20); // the crowd takes what is above the reserve of a quarter itself
        crowd.awaitRefusal(full);
        assertThat(run("status").output()).contains(full);
        seenByOperators("full, ");
        assertThat(groupsFailed()).as("groups that could not be written").isEqualTo(failed);
        disk.free();
        crowd.awaitMore("when there is room again");
        seenByOperators("MB free");

        for (int time = 1; time <= 3; time++) {
          // Faster than anybody can look: H2 fails to write and closes the database.
          disk.fill();
          crowd.refusals.clear();
          crowd.awaitRefusal("The ");
          disk.free();
          crowd.awaitMore("after the disk was really full, time " + time);
        }
      }
      assertThat(run("status").output()).doesNotContain(full);
      assertThat(run("down").exit()).isZero();

      String of = " from product_invest_log where product_id = ? and invest_result <> 'FAIL'";
      long written = number(data, "select count(*)" + of, product);
      assertThat(written).isGreaterThanOrEqualTo(crowd.ok.get());
      assertThat(
              number(
                  data,
                  "select reserved_amount from product_invest_status where product_id = ?",
                  product))
          .isEqualTo(written);
    }
  }

  private void seenByOperators(String text) {
    if (Browser.isThere()) {
      try (Browser browser = new Browser("en", 1200, 1350, false)) {
        browser.open("http://127.0.0.1:" + environment.get("OPENBELL_PORT_GATEWAY") + "/ops");
        browser.await("[data-part='write-api']", text);
      }
    }
  }

  /** A stand-in for a program of a machine that is not like this one. */
  private Path program(String path, String script) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
