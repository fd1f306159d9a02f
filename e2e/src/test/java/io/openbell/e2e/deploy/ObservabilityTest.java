package io.openbell.e2e.deploy;

import static io.openbell.e2e.deploy.DeploymentFiles.map;
import static io.openbell.e2e.deploy.Queries.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.process.Checkout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Prometheus and Grafana of {@code deploy/} agree with the services and with each other. */
class ObservabilityTest {
  /** The metric in a row's first column. */
  private static final Pattern ALARM = Pattern.compile("(?m)^\\|[^|`]*`(openbell_\\w+)");

  private final Map<String, Object> prometheus =
      DeploymentFiles.yaml("deploy/prometheus/prometheus.yml");

  @Test
  void prometheusAsksEveryServiceAtItsManagementPort() {
    Map<String, String> asked = new TreeMap<>();
    for (Object job : list(prometheus.get("scrape_configs"))) {
      for (Object names : list(map(job).get("dns_sd_configs"))) {
        asked.put(
            map(names).get("names").toString(),
            map(job).get("job_name") + ":" + map(names).get("port") + map(job).get("metrics_path"));
      }
    }
    Map<String, String> there = new TreeMap<>();
    for (String service : DeploymentFiles.serviceModules()) {
      String port = DeploymentFiles.settings(service).get("management.server.port");
      there.put("[" + service + "]", service + ":" + port + "/actuator/prometheus");
    }
    assertThat(asked).hasSize(4).isEqualTo(there);
  }

  @Test
  void itReadsTheAlertsBesideIt() {
    assertThat(list(prometheus.get("rule_files")))
        .allSatisfy(file -> assertThat(Checkout.file("deploy/prometheus/" + file)).isRegularFile())
        .hasSize(1);
  }

  @Test
  void everyAlarmOfTheManualIsAnAlert() {
    String manual = Checkout.read("docs/operations.md");
    String alarms = manual.substring(manual.indexOf("### Alarms"), manual.indexOf("## Logs"));
    Set<String> named = new TreeSet<>();
    ALARM.matcher(alarms).results().forEach(row -> named.add(row.group(1)));
    String alerts = Checkout.read(Queries.ALERTS);
    assertThat(named)
        .hasSizeGreaterThan(5)
        .allSatisfy(metric -> assertThat(alerts).contains(metric));
  }

  @Test
  void everyPanelAsksTheSourceThatIsProvisioned() {
    Map<String, Object> source =
        map(
            list(DeploymentFiles.yaml("deploy/grafana/provisioning/datasources/prometheus.yml")
                    .get("datasources"))
                .get(0));
    assertThat(source).containsEntry("url", "http://prometheus:9090");
    Map<String, Object> dashboard = map(new Yaml().load(Checkout.read(Queries.DASHBOARD)));
    List<?> panels =
        list(dashboard.get("panels")).stream()
            .filter(panel -> !"row".equals(map(panel).get("type")))
            .toList();
    assertThat(panels)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            panel ->
                assertThat(map(map(panel).get("datasource")))
                    .containsEntry("uid", source.get("uid")));
  }

  @Test
  void aQueryIsTakenApart() {
    String query =
        "histogram_quantile(0.99, sum by (le, code) (rate(a_bucket{job=\"x\", of=\"y\"}[5m])))"
            + " / sum(rate(b_count[$__rate_interval]))";
    assertThat(Queries.metrics(query)).containsExactly("a_bucket", "b_count");
    assertThat(Queries.labels(query))
        .containsEntry("a_bucket", Set.of("code=\"", "of=\"y\""))
        .containsEntry("b_count", Set.of("code=\""));
  }
}
