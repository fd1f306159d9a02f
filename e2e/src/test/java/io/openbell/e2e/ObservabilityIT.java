package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.e2e.deploy.Queries;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.http.Client;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What alerts and the dashboard ask for is what the services and the broker export. */
class ObservabilityIT {
  private static Openbell openbell;

  @BeforeAll
  static void everythingHasHappenedOnce() {
    openbell = Openbell.of(1, 1);
    Client client = openbell.client();
    long product = client.product("Observed", 1_000);
    assertThat(client.invest("ann", product, 1).ok()).isTrue();
    Awaitility.await().until(() -> openbell.database().pending() == 0);
    for (int i = 0; i < 2; i++) { // the second comes from the cache
      client.get("/api/product");
      client.get("/api/product/" + product);
    }
  }

  @Test
  void everyQueryAsksForMetricsThatAreExported() {
    Map<String, Set<String>> asked = asked();
    assertThat(asked).hasSizeGreaterThan(40);

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              List<String> samples = exported();
              assertThat(asked)
                  .allSatisfy(
                      (query, labels) ->
                          assertThat(samples).anyMatch(sample -> isOf(query, labels, sample)));
            });
  }

  /** The labels each metric must have, by where it is asked for. */
  private static Map<String, Set<String>> asked() {
    Map<String, Set<String>> asked = new TreeMap<>();
    Queries.all()
        .forEach(
            (title, queries) ->
                queries.stream()
                    .flatMap(query -> Queries.labels(query).entrySet().stream())
                    .filter(metric -> isOurs(metric.getKey()))
                    .forEach(
                        metric -> asked.put(title + ": " + metric.getKey(), metric.getValue())));
    return asked;
  }

  private static boolean isOurs(String metric) {
    // The embedded broker has no metrics; whether a target is up Prometheus says itself.
    return !metric.equals("up") && (openbell.servers().real() || !metric.startsWith("rabbitmq_"));
  }

  private static boolean isOf(String query, Set<String> labels, String sample) {
    String metric = query.substring(query.lastIndexOf(' ') + 1);
    return sample.matches(metric + "[{ ].*") && labels.stream().allMatch(sample::contains);
  }

  private static List<String> exported() {
    Stream<String> pages =
        Stream.of(
                openbell.gateway(),
                openbell.writeApis().get(0),
                openbell.readApi(),
                openbell.consumers().get(0))
            .map(service -> new Client(service.managementUrl()).get("/actuator/prometheus").text());
    if (openbell.servers().real()) {
      pages = Stream.concat(pages, Stream.of(queues(openbell.servers())));
    }
    return pages.flatMap(String::lines).filter(line -> !line.startsWith("#")).toList();
  }

  private static String queues(BackingServers servers) {
    // Two ports above the broker: see .ci/servers.
    int port = Integer.parseInt(servers.springProperties().get("spring.rabbitmq.port")) + 2;
    return new Client("http://127.0.0.1:" + port)
        .get("/metrics/detailed?family=queue_coarse_metrics")
        .text();
  }
}
