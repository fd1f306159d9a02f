package io.openbell.e2e.deploy;

import static io.openbell.e2e.deploy.DeploymentFiles.map;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.process.Checkout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docker-compose.yml says what the services' own configuration says. */
class ComposeTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");
  private static final Pattern ADDRESS = Pattern.compile("(?:jdbc:)?[a-z]+://([\\w-]+):(\\d+).*");

  /** Flyway in the service itself: without a scope, so not for its tests only. */
  private static final Pattern FLYWAY =
      Pattern.compile("<artifactId>spring-boot-starter-flyway</artifactId>\\s*</dependency>");

  /** The ports on which the servers listen by themselves. */
  private static final Map<String, Integer> SERVERS =
      Map.of("postgres", 5432, "redis", 6379, "rabbitmq", 5672);

  /** Of the profile of the same name, and nobody needs them. */
  private static final Set<String> OBSERVERS = Set.of("prometheus", "grafana");

  private final Map<String, Object> compose = DeploymentFiles.yaml("docker-compose.yml");
  private final Map<String, Object> services = map(compose.get("services"));
  private final Set<String> built =
      services.keySet().stream()
          .filter(name -> service(name).containsKey("build"))
          .collect(toCollection(TreeSet::new));

  private record Address(String host, int port) {}

  @Test
  void everyServiceModuleIsBuiltAndNothingElseIs() {
    assertThat(built).contains("gateway", "write-api", "read-api", "mq-consumer");
    assertThat(built).isEqualTo(DeploymentFiles.serviceModules());
    for (String name : built) {
      assertThat(map(service(name).get("build"))).as(name).containsEntry("context", ".");
      assertThat(buildArguments(name)).as(name).containsEntry("SERVICE", name);
    }
  }

  @Test
  void everyVariableSetsAPropertyThatTheServiceHas() {
    int seen = 0;
    for (String name : built) {
      Set<String> known = DeploymentFiles.knownVariables(name);
      for (String variable : environment(name).keySet()) {
        if (!DeploymentFiles.OF_THE_JVM.contains(variable)) {
          assertThat(known).as("%s: %s", name, variable).contains(variable);
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThanOrEqualTo(20);
  }

  @Test
  void noContainersLogGrowsWithoutEnd() {
    assertThat(services).hasSizeGreaterThanOrEqualTo(7);
    for (String name : services.keySet()) {
      assertThat(map(map(service(name).get("logging")).get("options")))
          .as(name)
          .isEqualTo(Map.of("max-size", "20m", "max-file", "5"));
    }
  }

  @Test
  void everyServiceIsBuiltForThePortItListensOn() {
    for (String name : built) {
      assertThat(buildArguments(name)).as(name).containsEntry("PORT", String.valueOf(port(name)));
    }
    assertThat(built.stream().map(this::port))
        .hasSizeGreaterThanOrEqualTo(4)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyAddressNamesAServiceAndThePortItListensOn() {
    int seen = 0;
    for (String name : built) {
      for (Address address : addresses(name)) {
        assertThat(services).as("%s: %s", name, address).containsKey(address.host());
        assertThat(address.port()).as("%s: %s", name, address).isEqualTo(port(address.host()));
        seen++;
      }
      // A service without them would talk to localhost, its default.
      assertThat(addresses(name)).as(name).isNotEmpty();
    }
    assertThat(seen).isEqualTo(2 + 3 + 2 + 3);
  }

  @Test
  void everyServerThatAServiceKnowsOfIsNamed() {
    int seen = 0;
    for (String name : built) {
      for (String property : DeploymentFiles.settings(name).keySet()) {
        if (property.matches(
            "openbell\\.gateway\\..*-uris|openbell\\.redis\\.address"
                + "|spring\\.datasource\\.url|spring\\.rabbitmq\\.host")) {
          assertThat(environment(name)).as(name).containsKey(DeploymentFiles.variable(property));
          seen++;
        }
      }
    }
    assertThat(seen).isEqualTo(2 + 3 + 2 + 3);
  }

  @Test
  void onlyTheGatewayIsPublishedBeyondThisMachine() {
    Map<String, List<String>> published = new TreeMap<>();
    services.forEach(
        (name, service) -> {
          if (map(service).containsKey("ports")) {
            published.put(name, strings(map(service).get("ports")));
          }
        });
    assertThat(published)
        .containsOnly(
            Map.entry("gateway", List.of("8080:" + port("gateway"))),
            Map.entry("rabbitmq", List.of("127.0.0.1:15672:15672")),
            Map.entry("prometheus", List.of("127.0.0.1:9090:9090")),
            Map.entry("grafana", List.of("127.0.0.1:3000:3000")));
  }

  @Test
  void everyServiceCanBeScaled() {
    assertThat(services).isNotEmpty();
    services.forEach(
        (name, service) ->
            assertThat(map(service)).as(name).doesNotContainKeys("container_name", "network_mode"));
    for (String name : built) {
      assertThat(service(name)).as(name).doesNotContainKeys("hostname", "volumes");
    }
  }

  @Test
  void everyServiceHasAHealthCheck() {
    assertThat(services).hasSize(built.size() + SERVERS.size() + OBSERVERS.size());
    services.forEach(
        (name, service) -> {
          Map<String, Object> check = map(map(service).get("healthcheck"));
          assertThat(check).as(name).doesNotContainKey("disable");
          assertThat(strings(check.get("test"))).as(name).hasSizeGreaterThanOrEqualTo(2);
          assertThat(strings(check.get("test")).get(0)).as(name).startsWith("CMD");
        });
    for (String name : built) {
      // Without an argument it asks the port that the image was built for.
      assertThat(strings(map(service(name).get("healthcheck")).get("test")))
          .as(name)
          .isIn(
              List.of("CMD", "/app/healthcheck"),
              List.of("CMD", "/app/healthcheck", String.valueOf(port(name))));
    }
  }

  @Test
  void everyServiceWaitsForTheServersItNamesAndForTheSchema() {
    List<String> migrating =
        built.stream()
            .filter(name -> FLYWAY.matcher(Checkout.read(name + "/pom.xml")).find())
            .toList();
    assertThat(migrating).containsExactly("write-api");
    for (String name : built) {
      Set<String> needed = new TreeSet<>();
      addresses(name).forEach(address -> needed.add(address.host()));
      if (needed.contains("postgres") && !migrating.contains(name)) {
        needed.addAll(migrating);
      }
      Map<String, Object> awaited = map(service(name).get("depends_on"));
      assertThat(awaited.keySet()).as(name).isEqualTo(needed);
      awaited.forEach(
          (dependency, how) ->
              assertThat(map(how))
                  .as("%s: %s", name, dependency)
                  .containsEntry("condition", "service_healthy"));
    }
  }

  @Test
  void everyServiceKnowsThePasswordsOfItsServers() {
    Map<String, Object> postgres = environment("postgres");
    Map<String, Object> rabbitmq = environment("rabbitmq");
    List<String> redis = rawStrings(service("redis").get("command"));
    Object redisPassword = redis.get(redis.indexOf("--requirepass") + 1);
    assertThat(List.of(postgres.get("POSTGRES_PASSWORD"), rabbitmq.get("RABBITMQ_DEFAULT_PASS")))
        .allSatisfy(password -> assertThat(password.toString()).matches(VARIABLE));
    assertThat(redisPassword.toString()).matches(VARIABLE);
    assertThat(environment("redis")).containsEntry("REDISCLI_AUTH", redisPassword);

    Set<String> seen = new TreeSet<>();
    for (String name : built) {
      for (Address address : addresses(name)) {
        Map<String, Object> variables = environment(name);
        switch (address.host()) {
          case "postgres" ->
              assertThat(variables)
                  .containsEntry("SPRING_DATASOURCE_USERNAME", postgres.get("POSTGRES_USER"))
                  .containsEntry("SPRING_DATASOURCE_PASSWORD", postgres.get("POSTGRES_PASSWORD"))
                  .extractingByKey("SPRING_DATASOURCE_URL")
                  .asString()
                  .contains("/" + postgres.get("POSTGRES_DB") + "?");
          case "rabbitmq" ->
              assertThat(variables)
                  .containsEntry("SPRING_RABBITMQ_USERNAME", rabbitmq.get("RABBITMQ_DEFAULT_USER"))
                  .containsEntry("SPRING_RABBITMQ_PASSWORD", rabbitmq.get("RABBITMQ_DEFAULT_PASS"));
          case "redis" ->
              assertThat(variables).containsEntry("OPENBELL_REDIS_PASSWORD", redisPassword);
          default -> {
            continue;
          }
        }
        seen.add(address.host());
      }
    }
    assertThat(seen).isEqualTo(SERVERS.keySet());
  }

  @Test
  void everyServiceMayEndItsWorkBeforeItIsKilled() {
    for (String name : built) {
      String phase =
          DeploymentFiles.settings(name).get("spring.lifecycle.timeout-per-shutdown-phase");
      assertThat(duration(requireNonNull(service(name).get("stop_grace_period"), name)))
          .as(name)
          .isGreaterThan(duration(requireNonNull(phase, name)).plusSeconds(10));
    }
    assertThat(built).isNotEmpty();
  }

  @Test
  void everyServiceRestartsAndIsLimited() {
    assertThat(services).isNotEmpty();
    services.forEach(
        (name, service) ->
            assertThat(map(service))
                .as(name)
                .containsEntry("restart", "unless-stopped")
                .containsKeys("mem_limit", "stop_grace_period"));
  }

  @Test
  void whoOnlyObservesHasAProfileOfItsOwn() {
    services.forEach(
        (name, service) ->
            assertThat(map(service).get("profiles"))
                .as(name)
                .isEqualTo(OBSERVERS.contains(name) ? List.of("observability") : null));
    assertThat(services).containsKeys(OBSERVERS.toArray(String[]::new));
  }

  @Test
  void everyFileThatIsMountedIsThere() {
    List<Path> mounted =
        services.values().stream()
            .flatMap(service -> mounts(map(service)))
            .filter(mount -> mount.startsWith("./"))
            .map(mount -> Checkout.file(mount.split(":", 2)[0]))
            .toList();
    assertThat(mounted).hasSize(3).allSatisfy(path -> assertThat(path).isDirectory());
  }

  private static Stream<String> mounts(Map<String, Object> service) {
    return service.containsKey("volumes")
        ? strings(service.get("volumes")).stream()
        : Stream.empty();
  }

  @Test
  void dataIsKeptInNamedVolumes() {
    Set<String> volumes = map(compose.get("volumes")).keySet();
    for (String name : List.of("postgres", "rabbitmq")) {
      assertThat(strings(service(name).get("volumes")))
          .as(name)
          .hasSize(1)
          .allSatisfy(mount -> assertThat(volumes).contains(mount.split(":", 2)[0]));
    }
    // The broker looks for its data under its host's name.
    assertThat(service("rabbitmq")).containsEntry("hostname", "rabbitmq");
  }

  private Map<String, Object> service(String name) {
    return map(services.get(name));
  }

  private Map<String, Object> environment(String name) {
    return map(service(name).get("environment"));
  }

  private Map<String, String> buildArguments(String name) {
    Map<String, String> arguments = new TreeMap<>();
    map(map(service(name).get("build")).get("args"))
        .forEach((key, value) -> arguments.put(key, String.valueOf(value)));
    return arguments;
  }

  private int port(String name) {
    Integer port = SERVERS.get(name);
    return port != null
        ? port
        : Integer.parseInt(requireNonNull(DeploymentFiles.settings(name).get("server.port"), name));
  }

  /** The servers that a service is told of. */
  private List<Address> addresses(String name) {
    List<Address> addresses = new ArrayList<>();
    environment(name)
        .forEach(
            (variable, value) -> {
              Matcher address = ADDRESS.matcher(resolved(value));
              if (address.matches()) {
                addresses.add(new Address(address.group(1), Integer.parseInt(address.group(2))));
              } else if (variable.endsWith("_HOST")) {
                Object port = environment(name).get(variable.replaceAll("_HOST$", "_PORT"));
                addresses.add(new Address(resolved(value), Integer.parseInt(resolved(port))));
              }
            });
    return addresses;
  }

  private static List<String> strings(Object list) {
    return rawStrings(list).stream().map(ComposeTest::resolved).toList();
  }

  private static List<String> rawStrings(Object list) {
    return Arrays.stream(((List<?>) requireNonNull(list)).toArray()).map(String::valueOf).toList();
  }

  /** What Compose makes of a value while no variable of the reader's own is set. */
  private static String resolved(Object value) {
    return VARIABLE
        .matcher(String.valueOf(value))
        .replaceAll(
            variable ->
                Matcher.quoteReplacement(variable.group(2) == null ? "" : variable.group(2)));
  }

  private static Duration duration(Object text) {
    return Duration.parse("PT" + text.toString().toUpperCase(Locale.ROOT));
  }
}
