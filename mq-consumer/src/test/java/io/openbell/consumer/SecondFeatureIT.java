package io.openbell.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.Stage.Accepted;
import io.openbell.consumer.batch.BatchContainers;
import io.openbell.consumer.batch.Payments;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Route;
import io.openbell.testkit.http.MetricsPage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payments beside investments, in the context of all tests. All that a second feature brings is in
 * the configuration below.
 */
class SecondFeatureIT extends BackedIT {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Autowired private Payments payments;
  @Autowired private RabbitTemplate rabbit;
  @Autowired private AmqpAdmin admin;
  @LocalManagementPort private int managementPort;

  @TestConfiguration(proxyBeanMethods = false)
  static class PaymentConfiguration {
    @Bean
    Payments payments() {
      return new Payments();
    }

    @Bean
    Route paymentRoute() {
      return Payments.ROUTE;
    }

    @Bean
    Declarables paymentTopology() {
      return BrokerTopology.declarables(Payments.ROUTE);
    }

    @Bean
    SimpleMessageListenerContainer paymentContainer(BatchContainers containers, Payments payments) {
      return containers.of(payments);
    }
  }

  @BeforeEach
  void noDeadLetters() {
    admin.purgeQueue(Payments.ROUTE.deadLetterQueue(), false);
  }

  private void publish(String text) {
    rabbit.send(Payments.ROUTE.exchange(), Payments.ROUTE.routingKey(), Payments.message(text));
  }

  private void awaitPaid(long number) {
    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(() -> assertThat(payments.result(number)).isEqualTo("PAID"));
  }

  private JsonNode awaitLetters(int number) {
    return await()
        .atMost(Stage.PATIENCE)
        .until(
            () -> call("GET", ""),
            letters -> letters.path("count").asInt() == number && isListed(letters, number))
        .path("list");
  }

  private static boolean isListed(JsonNode letters, int number) {
    return letters.path("list").size() == number;
  }

  private JsonNode call(String method, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + managementPort + "/actuator/deadletters" + path))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      return JSON.readTree(
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void eachFeatureFinalizesFromItsOwnQueue() {
    payments.accept(1, 2);
    Accepted invested = stage.accept(stage.product(100), "ann", 10);

    publish("1,2");
    stage.publish(Stage.message(invested));

    awaitPaid(1);
    awaitPaid(2);
    stage.awaitSuccess(invested);
  }

  @Test
  void deadLettersOfAllFeaturesAreListedAndReplayedTheSameWayEachFromItsOwnQueue() {
    publish("3");
    await().atMost(Stage.PATIENCE).until(() -> depth(Payments.ROUTE.deadLetterQueue()) == 1);
    stage.publish(Payments.message("no investments"));
    JsonNode letters = awaitLetters(2);

    assertThat(StreamSupport.stream(letters.spliterator(), false))
        .extracting(letter -> letter.path("originQueue").asString())
        .containsExactly(Payments.ROUTE.queue(), BrokerTopology.FINALIZE_QUEUE);
    assertThat(letters.get(0).path("reason").asString()).isEqualTo("1 unknown payments: [3]");
    assertThat(depth(BrokerTopology.DEAD_LETTER_QUEUE)).isEqualTo(1);

    payments.accept(3);
    call("POST", "/" + letters.get(0).path("id").asString());
    call("DELETE", "/" + letters.get(1).path("id").asString());

    awaitPaid(3);
    awaitLetters(0);
  }

  @Test
  void whatTheBrokerItselfDeadLetteredGoesBackToItsOwnFeature() {
    payments.accept(4);
    rabbit.send(
        BrokerTopology.DEAD_LETTER_EXCHANGE,
        Payments.ROUTE.deadLetterQueue(),
        Payments.message("4"));

    call("POST", "/" + awaitLetters(1).get(0).path("id").asString());

    awaitPaid(4);
  }

  @Test
  void allAtOnceAreReplayedOfEveryFeature() {
    publish("5");
    stage.publish(Payments.message("no investments either"));
    awaitLetters(2);
    payments.accept(5);

    assertThat(call("POST", "").path("replayed").asInt()).isEqualTo(2);

    awaitPaid(5);
    // Poison comes back.
    assertThat(awaitLetters(1).get(0).path("originQueue").asString())
        .isEqualTo(BrokerTopology.FINALIZE_QUEUE);
  }

  @Test
  void theMetricsTellTheFeaturesApart() {
    payments.accept(6);
    MetricsPage before = MetricsPage.of(managementPort);

    publish("6");

    await()
        .atMost(Stage.PATIENCE)
        .until(() -> paid(MetricsPage.of(managementPort)) - paid(before) == 1);
    await().atMost(Stage.PATIENCE).until(() -> deadLetters(MetricsPage.of(managementPort)) == 0);
  }

  private static double paid(MetricsPage page) {
    return page.value(
        "openbell_finalize_results_total", "feature=\"payment\"", "result=\"success\"");
  }

  private static double deadLetters(MetricsPage page) {
    return page.value("openbell_broker_messages", "feature=\"payment\"", "queue=\"dead-letter\"");
  }

  private long depth(String queue) {
    return Objects.requireNonNull(admin.getQueueInfo(queue)).getMessageCount();
  }
}
