package io.openbell.e2e.deploy;

import static io.openbell.e2e.deploy.DeploymentFiles.map;

import io.openbell.testkit.process.Checkout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** What the alerts and the dashboard ask Prometheus for, and which metrics that takes. */
public final class Queries {
  static final String ALERTS = "deploy/prometheus/alerts.yml";
  static final String DASHBOARD = "deploy/grafana/dashboards/openbell.json";

  /** What Prometheus itself knows of a target. */
  static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

  private static final Pattern SELECTOR = Pattern.compile("(\\w+)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~?)\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern NAME = Pattern.compile("\\b[a-z]\\w*\\b");
  private static final Set<String> FUNCTIONS =
      Set.of("sum", "max", "rate", "increase", "absent", "histogram_quantile");

  private Queries() {}

  /** Every query, by the title of its panel or the name of its alert. */
  public static Map<String, List<String>> all() {
    Map<String, List<String>> queries = new LinkedHashMap<>();
    for (Object group : list(DeploymentFiles.yaml(ALERTS).get("groups"))) {
      for (Object rule : list(map(group).get("rules"))) {
        add(queries, map(rule).get("alert"), map(rule).get("expr"));
      }
    }
    // JSON is YAML.
    for (Object panel : list(map(new Yaml().load(Checkout.read(DASHBOARD))).get("panels"))) {
      for (Object target : list(map(panel).get("targets"))) {
        add(queries, map(panel).get("title"), map(target).get("expr"));
      }
    }
    return queries;
  }

  private static void add(Map<String, List<String>> queries, Object title, Object query) {
    queries.computeIfAbsent(title.toString(), t -> new ArrayList<>()).add(query.toString());
  }

  static List<?> list(Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  /** The names of the metrics in a query. */
  static Set<String> metrics(String query) {
    String bare = GROUPING.matcher(query).replaceAll(" ").replaceAll("\\{[^}]*}|\\[[^]]*]", " ");
    Set<String> names = new TreeSet<>();
    NAME.matcher(bare).results().map(MatchResult::group).forEach(names::add);
    names.removeAll(FUNCTIONS);
    return names;
  }

  /**
   * What a sample of each metric must contain: {@code name="value"} for those it is selected by,
   * {@code name="} for those it is grouped by.
   */
  public static Map<String, Set<String>> labels(String query) {
    Map<String, Set<String>> labels = new LinkedHashMap<>();
    Set<String> grouped = new TreeSet<>();
    GROUPING
        .matcher(query)
        .results()
        .flatMap(by -> List.of(by.group(1).split(", ")).stream())
        .filter(label -> !OF_PROMETHEUS.contains(label))
        .forEach(label -> grouped.add(label + "=\""));
    metrics(query).forEach(metric -> labels.put(metric, new TreeSet<>(grouped)));
    SELECTOR
        .matcher(query)
        .results()
        .forEach(
            selector ->
                MATCHER
                    .matcher(selector.group(2))
                    .results()
                    .filter(matcher -> !OF_PROMETHEUS.contains(matcher.group(1)))
                    .forEach(
                        matcher ->
                            labels
                                .get(selector.group(1))
                                .add(
                                    matcher.group(2).equals("=")
                                        ? matcher.group()
                                        : matcher.group(1) + "=\"")));
    return labels;
  }
}
