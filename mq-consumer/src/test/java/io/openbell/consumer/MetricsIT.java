package io.openbell.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.Stage.Accepted;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.MetricsPage;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The numbers are right, and described. Other tests count, too: only differences are looked at. */
class MetricsIT extends BackedIT {
  private static final Path OPERATIONS = Path.of("../docs/operations.md");

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;

  @Test
  void everyMetricIsDocumentedAndEveryDocumentedOneIsThere() throws Exception {
    Set<String> documented = MetricsPage.documented(OPERATIONS, "mq-consumer");

    Set<String> names = metrics().names();

    assertThat(names).containsAll(documented);
    assertThat(documented).filteredOn(name -> name.startsWith("openbell_")).isNotEmpty();
    assertThat(documented)
        .containsAll(names.stream().filter(name -> name.startsWith("openbell_")).toList());
  }

  @Test
  void theMainPortTellsOnlyWhetherItIsReady() throws Exception {
    assertThat(statusOf("/actuator/prometheus")).isEqualTo(404);
    assertThat(statusOf("/actuator/health")).isEqualTo(404);
    assertThat(statusOf("/livez")).isEqualTo(200);
    assertThat(statusOf("/readyz")).isEqualTo(200);
  }

  @Test
  void aBatchIsCountedWithItsSizeItsResultsAndHowLongEachWasPending() {
    long product = stage.product(100);
    Accepted a = stage.minuteOld(stage.accept(product, "ann", 10));
    Accepted b = stage.accept(product, "bob", 10);
    Accepted c = stage.accept(product, "cid", 10);
    MetricsPage before = metrics();

    stage.publish(Stage.message(a, b, c));

    await().until(() -> grown(before, "openbell_finalize_results_total", success()) == 3);
    assertThat(grown(before, "openbell_finalize_batch_count")).isEqualTo(1);
    assertThat(grown(before, "openbell_finalize_batch_sum")).isEqualTo(3);
    assertThat(grown(before, "openbell_finalize_lag_seconds_count")).isEqualTo(3);
    assertThat(grown(before, "openbell_finalize_lag_seconds_sum")).isBetween(60.0, 90.0);
    assertThat(grown(before, "openbell_finalize_lag_seconds_bucket", "le=\"30.0\"")).isEqualTo(2);

    stage.publish(Stage.message(a, b, c));

    await().until(() -> grown(before, "openbell_finalize_results_total", result("skipped")) == 3);
    assertThat(grown(before, "openbell_finalize_results_total", success())).isEqualTo(3);
    assertThat(grown(before, "openbell_finalize_lag_seconds_count")).isEqualTo(3);
  }

  @Test
  void whatFailsAndWhatIsParkedIsCounted() {
    stage.execute(
        "alter table product_invest_user add constraint no_poison check (user_id <> 'poison')");
    try {
      long product = stage.product(100);
      Accepted poison = stage.accept(product, "poison", 20);
      Accepted fine = stage.accept(product, "ann", 10);
      MetricsPage before = metrics();

      stage.publish(Stage.message(poison, fine), new Message(new byte[] {1}));

      stage.awaitDeadLetter();
      await().until(() -> grown(before, "openbell_finalize_results_total", result("fail")) == 1);
      await().until(() -> grown(before, "openbell_finalize_results_total", success()) == 1);
      await().until(() -> grown(before, "openbell_finalize_results_total", result("parked")) == 1);
      // What was rolled back is not counted.
      assertThat(grown(before, "openbell_finalize_lag_seconds_count")).isEqualTo(1);
    } finally {
      stage.execute("alter table product_invest_user drop constraint no_poison");
    }
  }

  private static String success() {
    return result("success");
  }

  private static String result(String result) {
    return "result=\"" + result + "\"";
  }

  private MetricsPage metrics() {
    return MetricsPage.of(managementPort);
  }

  private double grown(MetricsPage before, String name, String... tags) {
    return metrics().value(name, tags) - before.value(name, tags);
  }

  private int statusOf(String path) {
    return new Client(port).get(path).status();
  }
}
