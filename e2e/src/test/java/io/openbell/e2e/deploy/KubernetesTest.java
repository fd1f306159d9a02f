package io.openbell.e2e.deploy;

import static io.openbell.e2e.deploy.DeploymentFiles.map;
import static io.openbell.e2e.deploy.Queries.list;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.openbell.testkit.process.Checkout;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.yaml.snakeyaml.Yaml;

/** What kubectl makes of deploy/kubernetes says what the services' own configuration says. */
@EnabledIf("kubectlIsInstalled")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesTest {
  private static final String BASE = "deploy/kubernetes/base";
  private static final String EXAMPLE = "deploy/kubernetes/overlays/example";

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("ConfigMap", "v1"),
          Map.entry("Namespace", "v1"),
          Map.entry("Secret", "v1"),
          Map.entry("Service", "v1"),
          Map.entry("Deployment", "apps/v1"),
          Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"),
          Map.entry("PodDisruptionBudget", "policy/v1"),
          Map.entry("Ingress", "networking.k8s.io/v1"),
          Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
          Map.entry("ScaledObject", "keda.sh/v1alpha1"),
          Map.entry("TriggerAuthentication", "keda.sh/v1alpha1"));

  /** Fails when a field is not one of the kind's, or a required one is missing. */
  private interface Schema {
    void check(JsonElement object) throws IOException;
  }

  /** Kubernetes' own, generated from its OpenAPI document. KEDA's kinds are not in it. */
  private static final Map<String, Schema> SCHEMAS =
      Map.ofEntries(
          Map.entry("ConfigMap", V1ConfigMap::validateJsonElement),
          Map.entry("Namespace", V1Namespace::validateJsonElement),
          Map.entry("Secret", V1Secret::validateJsonElement),
          Map.entry("Service", V1Service::validateJsonElement),
          Map.entry("Deployment", V1Deployment::validateJsonElement),
          Map.entry("HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement),
          Map.entry("PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement),
          Map.entry("Ingress", V1Ingress::validateJsonElement),
          Map.entry("NetworkPolicy", V1NetworkPolicy::validateJsonElement));

  /** The ports that a service needs to reach when it is told of a server by this variable. */
  private static final Map<String, Set<Integer>> SERVERS =
      Map.of(
          "SPRING_DATASOURCE_URL", Set.of(5432),
          "OPENBELL_REDIS_CONFIG", Set.of(6379, 26379),
          "SPRING_RABBITMQ_ADDRESSES", Set.of(5672, 5671));

  private final List<Map<String, Object>> objects = rendered(EXAMPLE);
  private final Map<String, Map<String, Object>> deployments = ofKind("Deployment");

  static boolean kubectlIsInstalled() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "kubectl")));
  }

  // --- objects

  @Test
  void everyObjectIsOfAKindAndVersionThatThereIs() {
    Set<String> names = new TreeSet<>();
    assertThat(objects)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            object -> {
              assertThat(object.get("apiVersion")).isEqualTo(KINDS.get(kind(object)));
              assertThat(names.add(kind(object) + " " + name(object))).as(name(object)).isTrue();
              if (!kind(object).equals("Namespace")) {
                assertThat(at(object, "metadata", "namespace")).isEqualTo("openbell");
              }
            });
    assertThat(objects.stream().map(KubernetesTest::kind).distinct())
        .containsExactlyInAnyOrderElementsOf(KINDS.keySet());
  }

  @Test
  void everyFieldIsOneThatKubernetesKnows() {
    Gson gson = new Gson();
    for (Map<String, Object> object : objects) {
      Schema schema = SCHEMAS.get(kind(object));
      if (schema != null) {
        assertThatCode(() -> schema.check(gson.toJsonTree(object)))
            .as("%s %s", kind(object), name(object))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void theBaseKnowsNothingOfAnInstallation() {
    List<Map<String, Object>> base = rendered(BASE);
    assertThat(base.stream().map(KubernetesTest::kind))
        .contains("Deployment")
        .doesNotContain("ConfigMap", "Secret", "Namespace", "Ingress");
    assertThat(base).allSatisfy(object -> assertThat(at(object, "metadata", "namespace")).isNull());
  }

  @Test
  void everyServiceModuleIsDeployedAndNothingElseIs() {
    assertThat(deployments.keySet()).hasSize(4).isEqualTo(DeploymentFiles.serviceModules());
    for (String name : deployments.keySet()) {
      assertThat(container(name).get("name")).isEqualTo(name);
      assertThat(container(name).get("image").toString())
          .as(name)
          .matches(".+/openbell/" + name + ":\\d.*");
      assertThat(selectedBy(at(deployments.get(name), "spec", "selector", "matchLabels")))
          .containsExactly(name);
    }
  }

  // --- what a service is told

  @Test
  void everyVariableSetsAPropertyThatTheServiceHas() {
    int seen = 0;
    for (String name : deployments.keySet()) {
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
  void everyServerThatAServiceKnowsOfIsNamed() {
    int seen = 0;
    for (String name : deployments.keySet()) {
      for (String property : DeploymentFiles.settings(name).keySet()) {
        String variable =
            switch (property) {
              case "openbell.redis.address" -> "OPENBELL_REDIS_CONFIG";
              case "spring.rabbitmq.host" -> "SPRING_RABBITMQ_ADDRESSES";
              case "spring.datasource.url",
                  "openbell.gateway.read-api-uris",
                  "openbell.gateway.write-api-uris" ->
                  DeploymentFiles.variable(property);
              default -> "";
            };
        if (!variable.isEmpty()) {
          assertThat(environment(name)).as(name).containsKey(variable);
          seen++;
        }
      }
    }
    assertThat(seen).isEqualTo(2 + 3 + 2 + 3);
  }

  @Test
  void whatIsReferredToIsThereAndNothingElseIs() {
    Map<String, Set<String>> there = new TreeMap<>();
    Map<String, Set<String>> used = new TreeMap<>();
    for (String kind : List.of("ConfigMap", "Secret")) {
      ofKind(kind)
          .forEach(
              (name, object) ->
                  there.put(kind + " " + name, new TreeSet<>(map(object.get("data")).keySet())));
    }
    for (String name : deployments.keySet()) {
      for (Map<String, Object> variable : environment(name).values()) {
        use(used, "ConfigMap", at(variable, "valueFrom", "configMapKeyRef"));
        use(used, "Secret", at(variable, "valueFrom", "secretKeyRef"));
      }
      for (Object volume : list(pod(name).get("volumes"))) {
        Object config = at(volume, "configMap", "name");
        if (config != null) {
          String file = value(name, "OPENBELL_REDIS_CONFIG");
          int slash = file.lastIndexOf('/');
          assertThat(mounts(name))
              .containsEntry(map(volume).get("name").toString(), file.substring(0, slash));
          use(used, "ConfigMap", Map.of("name", config, "key", file.substring(slash + 1)));
        }
      }
    }
    assertThat(used).hasSize(3).isEqualTo(there);
  }

  private static void use(Map<String, Set<String>> used, String kind, @Nullable Object reference) {
    if (reference != null) {
      used.computeIfAbsent(kind + " " + map(reference).get("name"), name -> new TreeSet<>())
          .add(map(reference).get("key").toString());
    }
  }

  @Test
  void usersAndPasswordsAreInTheSecretOnlyAndTheExampleHasNone() {
    int seen = 0;
    for (String name : deployments.keySet()) {
      for (Map<String, Object> variable : environment(name).values()) {
        if (variable.get("name").toString().matches(".*(USERNAME|PASSWORD)")) {
          assertThat(at(variable, "valueFrom", "secretKeyRef")).as("%s", variable).isNotNull();
          seen++;
        }
      }
    }
    assertThat(seen).isEqualTo(2 * 3 + 3 + 2 * 2);
    for (Map<String, Object> secret : ofKind("Secret").values()) {
      map(secret.get("data"))
          .forEach(
              (key, value) ->
                  assertThat(new String(Base64.getDecoder().decode(value.toString()), UTF_8))
                      .as(key)
                      .isEqualTo(key.endsWith("_PASSWORD") ? "change-me" : "openbell"));
    }
    for (Map<String, Object> config : ofKind("ConfigMap").values()) {
      for (Object value : map(config.get("data")).values()) {
        assertThat(value.toString()).doesNotContainPattern("://[^/\\s]*@");
        assertThat(value.toString().lines().filter(line -> line.contains("assword:")))
            .allMatch(line -> line.matches("\\s*\\w+: \"\\$\\{\\w+}\""));
      }
    }
  }

  @Test
  void onlyReadApiReadsAReplicaAndNobodyWaitsForANetworkForEver() {
    Map<String, String> urls = new TreeMap<>();
    for (String name : deployments.keySet()) {
      if (environment(name).containsKey("SPRING_DATASOURCE_URL")) {
        urls.put(name, value(name, "SPRING_DATASOURCE_URL"));
      }
    }
    assertThat(urls).containsOnlyKeys("mq-consumer", "read-api", "write-api");
    assertThat(urls.values())
        .allSatisfy(
            url ->
                assertThat(url)
                    .startsWith("jdbc:postgresql://")
                    .contains("socketTimeout=10", "connectTimeout=2"));
    assertThat(urls.get("write-api"))
        .isEqualTo(urls.get("mq-consumer"))
        .contains("reWriteBatchedInserts=true");
    assertThat(urls.get("read-api")).contains("targetServerType=preferSecondary");
  }

  // --- ports and probes

  @Test
  void everyServiceIsAskedWhereItListens() {
    for (String name : deployments.keySet()) {
      Map<String, Object> ports = new TreeMap<>();
      for (Object port : list(container(name).get("ports"))) {
        ports.put(map(port).get("name").toString(), map(port).get("containerPort"));
      }
      assertThat(ports)
          .as(name)
          .containsOnly(
              Map.entry("http", port(name, "server.port")),
              Map.entry("management", port(name, "management.server.port")));
      assertThat(setting(name, "management.endpoint.health.probes.add-additional-paths"))
          .isEqualTo("true");
      Map.of("startupProbe", "/livez", "livenessProbe", "/livez", "readinessProbe", "/readyz")
          .forEach(
              (probe, path) ->
                  assertThat(map(at(container(name), probe, "httpGet")))
                      .as("%s: %s", name, probe)
                      .containsOnly(Map.entry("path", path), Map.entry("port", "http")));
    }
  }

  @Test
  void theGatewayKnowsTheAddressOfEveryInstance() {
    for (String variable :
        List.of("OPENBELL_GATEWAY_READAPIURIS", "OPENBELL_GATEWAY_WRITEAPIURIS")) {
      URI uri = URI.create(value("gateway", variable));
      Object service = ofKind("Service").get(uri.getHost());
      // It asks each for /readyz, so it must know of those that are not ready, too.
      assertThat(map(at(service, "spec")))
          .as(variable)
          .containsEntry("clusterIP", "None")
          .containsEntry("publishNotReadyAddresses", true);
      // There is nobody who would map one port to another.
      assertThat(onlyPort(service)).containsEntry("port", uri.getPort());
      assertThat(uri.getPort()).isEqualTo(port(uri.getHost(), "server.port"));
    }
  }

  @Test
  void everyServiceIsTheWayToOneDeployment() {
    assertThat(ofKind("Service")).containsOnlyKeys("gateway", "read-api", "write-api");
    ofKind("Service")
        .forEach(
            (name, service) -> {
              assertThat(selectedBy(at(service, "spec", "selector"))).containsExactly(name);
              assertThat(onlyPort(service))
                  .containsEntry("name", "http")
                  .containsEntry("targetPort", "http");
            });
  }

  private static Map<String, Object> onlyPort(@Nullable Object service) {
    List<?> ports = list(at(service, "spec", "ports"));
    assertThat(ports).hasSize(1);
    return map(ports.get(0));
  }

  @Test
  void theIngressLeadsToTheGateway() {
    int seen = 0;
    for (Map<String, Object> ingress : ofKind("Ingress").values()) {
      assertThat(list(at(ingress, "spec", "tls"))).isNotEmpty();
      for (Object rule : list(at(ingress, "spec", "rules"))) {
        for (Object path : list(at(rule, "http", "paths"))) {
          assertThat(at(path, "backend", "service", "name")).isEqualTo("gateway");
          assertThat(at(path, "backend", "service", "port", "name")).isEqualTo("http");
          seen++;
        }
      }
    }
    assertThat(seen).isEqualTo(1);
  }

  // --- coming and going

  @Test
  void everyServiceMayEndItsWorkBeforeItIsKilled() {
    for (String name : deployments.keySet()) {
      Duration drain =
          environment(name).containsKey("OPENBELL_DRAIN_TIME")
              ? duration(value(name, "OPENBELL_DRAIN_TIME"))
              : Duration.ZERO;
      Duration phase = duration(setting(name, "spring.lifecycle.timeout-per-shutdown-phase"));
      assertThat((Integer) pod(name).get("terminationGracePeriodSeconds"))
          .as(name)
          .isGreaterThanOrEqualTo((int) drain.plus(phase).plusSeconds(10).toSeconds());
      // Who answers requests goes on until nobody asks any more.
      assertThat(environment(name).containsKey("OPENBELL_DRAIN_TIME"))
          .as(name)
          .isEqualTo(DeploymentFiles.settings(name).containsKey("openbell.drain.time"));
    }
  }

  @Test
  void aNewInstanceComesBeforeAnOldOneGoes() {
    for (String name : deployments.keySet()) {
      Map<String, Object> spec = map(requireNonNull(deployments.get(name)).get("spec"));
      assertThat(map(at(spec, "strategy", "rollingUpdate")))
          .as(name)
          .containsEntry("maxUnavailable", 0)
          .containsEntry("maxSurge", 1);
      assertThat((Integer) spec.get("minReadySeconds")).as(name).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void everyDeploymentIsScaledByOneAndNeverToNone() {
    List<String> scaled = new ArrayList<>();
    ofKind("HorizontalPodAutoscaler")
        .forEach(
            (name, autoscaler) -> {
              assertThat(at(autoscaler, "spec", "scaleTargetRef", "kind")).isEqualTo("Deployment");
              scaled.add(scaled(autoscaler, "minReplicas", "maxReplicas"));
            });
    ofKind("ScaledObject")
        .forEach(
            (name, autoscaler) ->
                scaled.add(scaled(autoscaler, "minReplicaCount", "maxReplicaCount")));
    assertThat(scaled).containsExactlyInAnyOrderElementsOf(deployments.keySet());
    // Else applying it again would undo what the autoscaler did.
    assertThat(deployments.values())
        .allSatisfy(
            deployment -> assertThat(map(deployment.get("spec"))).doesNotContainKey("replicas"));
  }

  private static String scaled(Map<String, Object> autoscaler, String least, String most) {
    Integer min = (Integer) at(autoscaler, "spec", least);
    assertThat(min).isGreaterThanOrEqualTo(2);
    assertThat((Integer) at(autoscaler, "spec", most)).isGreaterThanOrEqualTo(min);
    return requireNonNull(at(autoscaler, "spec", "scaleTargetRef", "name")).toString();
  }

  @Test
  void mqConsumerIsScaledByTheQueuesItFinalizesFrom() {
    Set<String> queues =
        Pattern.compile("\"(openbell[.][a-z]+[.]finalize)\"")
            .matcher(
                Checkout.read("core/src/main/java/io/openbell/core/broker/BrokerTopology.java"))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    assertThat(queues).hasSize(2);
    List<?> triggers = list(at(ofKind("ScaledObject").get("mq-consumer"), "spec", "triggers"));
    assertThat(triggers)
        .allSatisfy(
            trigger -> {
              assertThat(map(trigger)).containsEntry("type", "rabbitmq");
              assertThat(map(map(trigger).get("metadata"))).containsEntry("mode", "QueueLength");
              assertThat(at(trigger, "authenticationRef", "name")).isEqualTo("mq-consumer");
            })
        .extracting(trigger -> at(trigger, "metadata", "queueName"))
        .containsExactlyInAnyOrderElementsOf(queues);

    Object reference = at(triggers.get(0), "authenticationRef", "name");
    Map<String, String> told = new TreeMap<>();
    for (Object parameter :
        list(at(ofKind("TriggerAuthentication").get(reference), "spec", "env"))) {
      assertThat(map(parameter)).containsEntry("containerName", "mq-consumer");
      assertThat(environment("mq-consumer")).containsKey(map(parameter).get("name").toString());
      told.put(map(parameter).get("parameter").toString(), map(parameter).get("name").toString());
    }
    assertThat(told).containsOnlyKeys("host", "username", "password");
    // KEDA takes one address.
    assertThat(value("mq-consumer", told.get("host"))).matches("amqps?://[\\w.-]+:\\d+/");
  }

  @Test
  void aNodeMayBeDrainedOneInstanceAtATime() {
    Set<String> guarded = new TreeSet<>();
    ofKind("PodDisruptionBudget")
        .forEach(
            (name, budget) -> {
              assertThat(at(budget, "spec", "maxUnavailable")).isEqualTo(1);
              Set<String> selected = selectedBy(at(budget, "spec", "selector", "matchLabels"));
              assertThat(selected).containsExactly(name);
              guarded.addAll(selected);
            });
    assertThat(guarded).isEqualTo(deployments.keySet());
  }

  // --- what a service may

  @Test
  void everyServiceIsLimitedAndMayDoNothingItDoesNotNeed() {
    for (String name : deployments.keySet()) {
      Object resources = container(name).get("resources");
      assertThat(map(at(resources, "requests"))).as(name).containsOnlyKeys("cpu", "memory");
      assertThat(at(resources, "limits", "memory"))
          .as(name)
          .isNotNull()
          .isEqualTo(at(resources, "requests", "memory"));
      assertThat(map(pod(name).get("securityContext")))
          .as(name)
          .containsEntry("runAsNonRoot", true)
          .containsEntry("runAsUser", 10001)
          .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
      assertThat(map(container(name).get("securityContext")))
          .as(name)
          .containsEntry("allowPrivilegeEscalation", false)
          .containsEntry("readOnlyRootFilesystem", true)
          .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
      assertThat(pod(name))
          .as(name)
          .containsEntry("automountServiceAccountToken", false)
          .containsEntry("enableServiceLinks", false)
          .doesNotContainKeys("hostNetwork", "hostPID", "hostIPC");
      assertThat(mounts(name)).as(name).containsEntry("tmp", "/tmp");
      // The user of the image.
      assertThat(Checkout.read("Dockerfile")).contains("USER 10001:10001");
      for (Object constraint : list(pod(name).get("topologySpreadConstraints"))) {
        assertThat(selectedBy(at(constraint, "labelSelector", "matchLabels")))
            .containsExactly(name);
      }
    }
  }

  @Test
  void whatNoPolicyAllowsIsDenied() {
    assertThat(ofKind("NetworkPolicy").values())
        .anySatisfy(
            policy -> {
              assertThat(selectedBy(at(policy, "spec", "podSelector", "matchLabels")))
                  .isEqualTo(deployments.keySet());
              assertThat(at(policy, "spec", "policyTypes")).isEqualTo(List.of("Ingress", "Egress"));
              assertThat(map(policy.get("spec"))).doesNotContainKeys("ingress", "egress");
            });
  }

  @Test
  void policiesAllowWhatAServiceNeedsAndNothingElse() {
    Set<Integer> management = new TreeSet<>();
    deployments.keySet().forEach(name -> management.add(port(name, "management.server.port")));
    for (String name : deployments.keySet()) {
      Set<Integer> in = new TreeSet<>(management);
      if (ofKind("Service").containsKey(name)) {
        in.add(port(name, "server.port"));
      }
      assertThat(allowed(name, "ingress")).as(name).isEqualTo(in);

      Set<Integer> out = new TreeSet<>(Set.of(53));
      SERVERS.forEach(
          (variable, ports) -> {
            if (environment(name).containsKey(variable)) {
              out.addAll(ports);
            }
          });
      if (name.equals("gateway")) {
        out.addAll(Set.of(port("read-api", "server.port"), port("write-api", "server.port")));
        // The limit of each user.
        out.addAll(Set.of(6379, 26379));
      }
      assertThat(allowed(name, "egress")).as(name).isEqualTo(out);
    }
  }

  @Test
  void onlyTheGatewayReachesReadApiAndWriteApi() {
    for (String name : List.of("read-api", "write-api")) {
      Map<String, Object> policy = requireNonNull(ofKind("NetworkPolicy").get(name));
      assertThat(peers(policy, "ingress", "from")).containsExactly("gateway");
      assertThat(peers(requireNonNull(ofKind("NetworkPolicy").get("gateway")), "egress", "to"))
          .contains(name);
    }
    // The example's ingress controller, by its namespace.
    for (Object rule : list(at(ofKind("NetworkPolicy").get("gateway"), "spec", "ingress"))) {
      assertThat(list(map(rule).get("from")))
          .isNotEmpty()
          .allSatisfy(from -> assertThat(map(from)).containsOnlyKeys("namespaceSelector"));
    }
  }

  /** The deployments that a policy names as the other side. */
  private Set<String> peers(Map<String, Object> policy, String direction, String side) {
    Set<String> peers = new TreeSet<>();
    for (Object rule : list(at(policy, "spec", direction))) {
      for (Object peer : list(map(rule).get(side))) {
        Set<String> selected = selectedBy(at(peer, "podSelector", "matchLabels"));
        assertThat(selected).as("%s", peer).isNotEmpty();
        peers.addAll(selected);
      }
    }
    return peers;
  }

  /** The ports that all policies of a deployment allow together. */
  private Set<Integer> allowed(String deployment, String direction) {
    Set<Integer> ports = new TreeSet<>();
    for (Map<String, Object> policy : ofKind("NetworkPolicy").values()) {
      Set<String> selected = selectedBy(at(policy, "spec", "podSelector", "matchLabels"));
      assertThat(selected).as(name(policy)).isNotEmpty();
      if (selected.contains(deployment)) {
        for (Object rule : list(at(policy, "spec", direction))) {
          assertThat(list(map(rule).get("ports"))).as(name(policy)).isNotEmpty();
          for (Object port : list(map(rule).get("ports"))) {
            ports.add((Integer) map(port).get("port"));
          }
        }
      }
    }
    return ports;
  }

  // --- reading

  private static List<Map<String, Object>> rendered(String directory) {
    List<Map<String, Object>> objects = new ArrayList<>();
    new Yaml().loadAll(kustomize(directory)).forEach(object -> objects.add(map(object)));
    return objects;
  }

  private static String kustomize(String directory) {
    try {
      Process kubectl =
          new ProcessBuilder("kubectl", "kustomize", Checkout.file(directory).toString()).start();
      kubectl.getOutputStream().close();
      String yaml = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
      String said = new String(kubectl.getErrorStream().readAllBytes(), UTF_8);
      assertThat(kubectl.waitFor()).as("%s: %s", directory, said).isZero();
      return yaml;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Map<String, Object>> ofKind(String kind) {
    Map<String, Map<String, Object>> found = new TreeMap<>();
    objects.stream()
        .filter(object -> kind(object).equals(kind))
        .forEach(object -> found.put(name(object), object));
    assertThat(found).as(kind).isNotEmpty();
    return found;
  }

  private static String kind(Map<String, Object> object) {
    return object.get("kind").toString();
  }

  private static String name(Map<String, Object> object) {
    return requireNonNull(at(object, "metadata", "name")).toString();
  }

  /** What is under these keys, each within the one before. */
  private static @Nullable Object at(@Nullable Object object, String... keys) {
    Object found = object;
    for (String key : keys) {
      found = map(found).get(key);
    }
    return found;
  }

  /** The deployments whose instances have these labels. */
  private Set<String> selectedBy(@Nullable Object labels) {
    assertThat(map(labels)).isNotEmpty();
    return deployments.entrySet().stream()
        .filter(
            deployment ->
                map(at(deployment.getValue(), "spec", "template", "metadata", "labels"))
                    .entrySet()
                    .containsAll(map(labels).entrySet()))
        .map(Map.Entry::getKey)
        .collect(toCollection(TreeSet::new));
  }

  private Map<String, Object> pod(String deployment) {
    return map(at(deployments.get(deployment), "spec", "template", "spec"));
  }

  private Map<String, Object> container(String deployment) {
    List<?> containers = list(pod(deployment).get("containers"));
    assertThat(containers).as(deployment).hasSize(1);
    return map(containers.get(0));
  }

  /** Where each volume is mounted. */
  private Map<String, String> mounts(String deployment) {
    Map<String, String> mounts = new TreeMap<>();
    for (Object mount : list(container(deployment).get("volumeMounts"))) {
      mounts.put(map(mount).get("name").toString(), map(mount).get("mountPath").toString());
    }
    return mounts;
  }

  private Map<String, Map<String, Object>> environment(String deployment) {
    Map<String, Map<String, Object>> environment = new TreeMap<>();
    for (Object variable : list(container(deployment).get("env"))) {
      environment.put(map(variable).get("name").toString(), map(variable));
    }
    return environment;
  }

  /** What a variable is set to, itself or by the ConfigMap it refers to. */
  private String value(String deployment, String variable) {
    Map<String, Object> set = requireNonNull(environment(deployment).get(variable), variable);
    Object reference = at(set, "valueFrom", "configMapKeyRef");
    Object value =
        reference == null
            ? set.get("value")
            : at(
                ofKind("ConfigMap").get(map(reference).get("name").toString()),
                "data",
                map(reference).get("key").toString());
    return requireNonNull(value, variable).toString();
  }

  private static String setting(String service, String property) {
    return requireNonNull(DeploymentFiles.settings(service).get(property), property);
  }

  private static int port(String service, String property) {
    return Integer.parseInt(setting(service, property));
  }

  private static Duration duration(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
