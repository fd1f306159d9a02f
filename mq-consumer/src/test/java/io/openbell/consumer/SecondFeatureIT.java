package io.openbell.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.Stage.Accepted;
import io.openbell.consumer.batch.BatchContainers;
import io.openbell.consumer.batch.Parcels;
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
 * Parcels beside investments, in the context of all tests. All that a second feature brings is in
 * the configuration below.
 */
class SecondFeatureIT extends BackedIT {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Autowired private Parcels parcels;
  @Autowired private RabbitTemplate rabbit;
  @Autowired private AmqpAdmin admin;
  @LocalManagementPort private int managementPort;

  @TestConfiguration(proxyBeanMethods = false)
  static class ParcelConfiguration {
    @Bean
    Parcels parcels() {
      return new Parcels();
    }

    @Bean
    Route parcelRoute() {
      return Parcels.ROUTE;
    }

    @Bean
    Declarables parcelTopology() {
      return BrokerTopology.declarables(Parcels.ROUTE);
    }

    @Bean
    SimpleMessageListenerContainer parcelContainer(BatchContainers containers, Parcels parcels) {
      return containers.of(parcels);
    }
  }

  @BeforeEach
  void noDeadLetters() {
    admin.purgeQueue(Parcels.ROUTE.deadLetterQueue(), false);
  }

  private void publish(String text) {
    rabbit.send(Parcels.ROUTE.exchange(), Parcels.ROUTE.routingKey(), Parcels.message(text));
  }

  private void awaitArrived(long number) {
    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(() -> assertThat(parcels.result(number)).isEqualTo("ARRIVED"));
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
    parcels.accept(1, 2);
    Accepted invested = stage.accept(stage.product(100), "ann", 10);

    publish("1,2");
    stage.publish(Stage.message(invested));

    awaitArrived(1);
    awaitArrived(2);
    stage.awaitSuccess(invested);
  }

  @Test
  void deadLettersOfAllFeaturesAreListedAndReplayedTheSameWayEachFromItsOwnQueue() {
    publish("3");
    await().atMost(Stage.PATIENCE).until(() -> depth(Parcels.ROUTE.deadLetterQueue()) == 1);
    stage.publish(Parcels.message("no investments"));
    JsonNode letters = awaitLetters(2);

    assertThat(StreamSupport.stream(letters.spliterator(), false))
        .extracting(letter -> letter.path("originQueue").asString())
        .containsExactly(Parcels.ROUTE.queue(), BrokerTopology.FINALIZE_QUEUE);
    assertThat(letters.get(0).path("reason").asString()).isEqualTo("1 unknown parcels: [3]");
    assertThat(depth(BrokerTopology.DEAD_LETTER_QUEUE)).isEqualTo(1);

    parcels.accept(3);
    call("POST", "/" + letters.get(0).path("id").asString());
    call("DELETE", "/" + letters.get(1).path("id").asString());

    awaitArrived(3);
    awaitLetters(0);
  }

  @Test
  void whatTheBrokerItselfDeadLetteredGoesBackToItsOwnFeature() {
    parcels.accept(4);
    rabbit.send(
        BrokerTopology.DEAD_LETTER_EXCHANGE, Parcels.ROUTE.deadLetterQueue(), Parcels.message("4"));

    call("POST", "/" + awaitLetters(1).get(0).path("id").asString());

    awaitArrived(4);
  }

  @Test
  void allAtOnceAreReplayedOfEveryFeature() {
    publish("5");
    stage.publish(Parcels.message("no investments either"));
    awaitLetters(2);
    parcels.accept(5);

    assertThat(call("POST", "").path("replayed").asInt()).isEqualTo(2);

    awaitArrived(5);
    // Poison comes back.
    assertThat(awaitLetters(1).get(0).path("originQueue").asString())
        .isEqualTo(BrokerTopology.FINALIZE_QUEUE);
  }

  @Test
  void theMetricsTellTheFeaturesApart() {
    parcels.accept(6);
    MetricsPage before = MetricsPage.of(managementPort);

    publish("6");

    await()
        .atMost(Stage.PATIENCE)
        .until(() -> arrived(MetricsPage.of(managementPort)) - arrived(before) == 1);
    await().atMost(Stage.PATIENCE).until(() -> deadLetters(MetricsPage.of(managementPort)) == 0);
  }

  private static double arrived(MetricsPage page) {
    return page.value(
        "openbell_finalize_results_total", "feature=\"parcel\"", "result=\"success\"");
  }

  private static double deadLetters(MetricsPage page) {
    return page.value("openbell_broker_messages", "feature=\"parcel\"", "queue=\"dead-letter\"");
  }

  private long depth(String queue) {
    return Objects.requireNonNull(admin.getQueueInfo(queue)).getMessageCount();
  }
}
