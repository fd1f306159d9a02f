package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.testkit.http.MetricsPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The numbers are right, and described. Other tests count, too: only differences are looked at. */
class MetricsIT extends RunningReadApi {
  private static final Path OPERATIONS = Path.of("../docs/operations.md");

  @LocalServerPort private int port;

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws Exception {
    Set<String> documented = MetricsPage.documented(OPERATIONS, "read-api");
    api().get("/api/product");

    Set<String> names = metrics().names();

    assertThat(names).containsAll(documented);
    assertThat(documented).filteredOn(name -> name.startsWith("openbell_")).isNotEmpty();
    assertThat(documented)
        .containsAll(names.stream().filter(name -> name.startsWith("openbell_")).toList());
  }

  @Test
  void theMetricsAreNotWhereClientsAre() {
    assertThat(api().get("/actuator/prometheus").status()).isEqualTo(404);
  }

  @Test
  void hitsAndMissesOfEachCacheAreCounted() {
    long over =
        rows.product("over", 10, SetClock.NOON.minusSeconds(60), SetClock.NOON.minusSeconds(1));
    MetricsPage before = metrics();

    api().get("/api/product/" + over);
    api().get("/api/product/" + over);
    api().get("/api/product/" + over);

    // The open products and this one are fetched once; only a slow machine does it again. For the
    // open ones two look: who comes first, and whoever loads them.
    assertThat(gets(before, "live-figures", "miss")).isBetween(3.0, 8.0);
    assertThat(gets(before, "live-figures", "hit") + gets(before, "live-figures", "miss"))
        .isBetween(7.0, 9.0);
    assertThat(gets(before, "product-facts", "miss")).isEqualTo(1);
    assertThat(gets(before, "open-products", "miss")).isEqualTo(1);

    caches.getCache("live-figures").clear();
    api().get("/api/product/" + over);
    assertThat(gets(before, "product-facts", "hit")).isPositive();
    assertThat(gets(before, "open-products", "hit")).isPositive();
  }

  @Test
  void figuresAreCountedByTheirSource() {
    rows.product("one", 10);
    rows.product("two", 10);
    MetricsPage before = metrics();

    api().get("/api/product");
    assertThat(fetched(before, "database")).isEqualTo(2);
    assertThat(fetched(before, "redis")).isZero();

    caches.getCache("live-figures").clear();
    api().get("/api/product");
    assertThat(fetched(before, "database")).isEqualTo(2);
    assertThat(fetched(before, "redis")).isEqualTo(2);
  }

  @Test
  void figuresGrowOldUntilTheyAreFetchedAgain() {
    long id = rows.product("one", 10);
    api().get("/api/product");
    MetricsPage before = metrics();

    await().until(() -> api().get("/api/product/" + id).status() == 200 && age(before) > 0.2);
    double reads = grown(before, "openbell_figures_age_seconds_count");

    assertThat(reads).isPositive();
    // None is older than what is kept, except for the time that fetching takes.
    assertThat(age(before) / reads).isLessThan(2);
    assertThat(metrics().value("openbell_figures_age_seconds_max")).isPositive().isLessThan(60);
  }

  @Test
  void whoLeavesAStreamIsCountedAndWhoHasReadAllIsNot() {
    api().get("/api/product");
    MetricsPage before = metrics();
    for (int i = 0; i < 3; i++) {
      try (Followed followed = new Followed(port)) {
        await().until(() -> !followed.heartbeats().isEmpty());
      }
      api().get("/api/product");
      api().getAs("ann", "/api/product/my/invest");
    }

    await().until(() -> grown(before, "openbell_clients_left_total", "answer=\"begun\"") == 3);
    assertThat(grown(before, "openbell_clients_left_total")).isEqualTo(3);
  }

  @Test
  void whatClientsMakeUpMakesNoMetrics() {
    api().get("/api/product/1");
    api().get("/nothing/here");
    api().send("BREW", "/api/product");
    int series = metrics().samples().size();

    for (int i = 0; i < 20; i++) {
      api().getAs("user" + i, "/nothing/" + i);
      api().send("BREW" + i, "/api/product");
    }

    assertThat(String.join("\n", metrics().samples())).doesNotContain("BREW", "/nothing", "user1");
    // What the JVM adds by itself in the meantime is not a line for each.
    assertThat(metrics().samples()).hasSizeLessThan(series + 20);
  }

  private double gets(MetricsPage before, String cache, String result) {
    List<String> tags = List.of("cache=\"" + cache + "\"", "result=\"" + result + "\"");
    return grown(before, "cache_gets_total", tags.toArray(String[]::new));
  }

  private double fetched(MetricsPage before, String source) {
    return grown(before, "openbell_figures_fetched_total", "source=\"" + source + "\"");
  }

  private double age(MetricsPage before) {
    return grown(before, "openbell_figures_age_seconds_sum");
  }

  private double grown(MetricsPage before, String name, String... tags) {
    return metrics().value(name, tags) - before.value(name, tags);
  }
}
