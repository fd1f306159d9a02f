package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.ClassArchive;
import io.openbell.standalone.backing.LocalPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
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
  }

  @Test
  void dataIsKeptOverARestartWhenAskedFor() throws Exception {
    String data = home.resolve("data").toString();
    assertThat(run("up", "-d", "--demo", "--data", data).exit()).isZero();
    assertThat(client().invest("user4", 3, 10).ok()).isTrue();
    assertThat(run("down").exit()).isZero();

    assertThat(run("up", "-d", "--data", data).exit()).isZero();

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
  void tooLittleDiskIsSaid() throws Exception {
    program(
        "bin/df",
        "echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'; echo '/dev/x 100000 99000"
            + " 1000 99% /'");
    Run up = runWith(Map.of("PATH", home.resolve("bin") + ":" + System.getenv("PATH")), "up", "-d");
    assertThat(up.exit()).isNotZero();
    assertThat(up.output()).containsIgnoringCase("disk");
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
