package io.openbell.consumer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.BackedIT;
import io.openbell.consumer.Stage;
import io.openbell.consumer.Stage.Accepted;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator does with dead letters, at the management port. */
@ExtendWith(OutputCaptureExtension.class)
class DeadLettersIT extends BackedIT {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";

  @Autowired AmqpAdmin admin;
  @Autowired RabbitTemplate rabbit;
  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;

  @AfterEach
  void heal() {
    servers.startBroker();
  }

  @Test
  void whatWasParkedIsListedAndShownWithItsReasonAndOrigin() {
    Accepted a = stage.accept(stage.product(100), "ann", 10);
    String body = "{\"groupId\":\"" + "원".repeat(70_000);
    stage.publish(
        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
            .copyProperties(Stage.message(a).getMessageProperties())
            .setMessageId("poison")
            .build());

    JsonNode letter = awaitLetters(1).get(0);

    String id = letter.path("id").asString();
    assertThat(UUID.fromString(id)).isNotNull();
    assertThat(letter.path("reason").asString()).startsWith("unreadable body");
    assertThat(letter.path("originExchange").asString()).isEqualTo(BrokerTopology.EXCHANGE);
    assertThat(letter.path("originRoutingKey").asString()).isEqualTo(BrokerTopology.ACCEPTED);
    assertThat(letter.path("originQueue").asString()).isEqualTo(BrokerTopology.FINALIZE_QUEUE);
    assertThat(letter.path("parkedAt").asString()).startsWith("20");
    assertThat(letter.path("type").asString()).isEqualTo("InvestmentsAccepted");
    assertThat(letter.path("version").asInt()).isEqualTo(InvestmentsAccepted.VERSION);
    assertThat(letter.path("messageId").asString()).isEqualTo("poison");
    assertThat(letter.path("size").asInt()).isEqualTo(body.getBytes(StandardCharsets.UTF_8).length);
    assertThat(letter.path("body").asString()).isEqualTo(body.substring(0, 2_000));
    assertThat(letter.path("truncated").asBoolean()).isTrue();

    JsonNode whole = get("/" + id).json();
    assertThat(whole.path("id").asString()).isEqualTo(id);
    assertThat(whole.path("body").asString()).isEqualTo(body.substring(0, 64 * 1_024));
    assertThat(whole.path("truncated").asBoolean()).isTrue();
    assertThat(awaitLetters(1).get(0).path("id").asString()).isEqualTo(id);
  }

  @Test
  void aReplayedLetterIsFinalizedAndGone(CapturedOutput output) {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    String id =
        put(
            MessageBuilder.fromMessage(Stage.message(a)).build(),
            BrokerTopology.EXCHANGE,
            BrokerTopology.ACCEPTED);

    Reply answer = post("/" + id, "");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    stage.awaitSuccess(a);
    awaitLetters(0);
    stage.assertConsistent(product);
    assertThat(output).contains("event=dead-letter-replayed id=" + id);
    assertThat(post("/" + id, "").status()).isEqualTo(404);
  }

  @Test
  void aReplayIsTheMessageAsItCame() {
    Accepted a = stage.accept(stage.product(100), "ann", 10);
    Queue queue = new Queue("openbell.test." + UUID.randomUUID(), false, false, true);
    admin.declareQueue(queue);
    try {
      Message parked = Stage.message(a);
      parked.getMessageProperties().setHeader("x-first-death-reason", "rejected");
      String id = put(parked, "", queue.getName());

      assertThat(post("/" + id, "").status()).isEqualTo(200);

      Message replayed =
          await()
              .atMost(Stage.PATIENCE)
              .until(() -> rabbit.receive(queue.getName()), Objects::nonNull);
      MessageProperties properties = replayed.getMessageProperties();
      assertThat(replayed.getBody()).isEqualTo(Stage.message(a).getBody());
      assertThat(properties.getHeaders())
          .containsEntry(MessageCodec.VERSION_HEADER, InvestmentsAccepted.VERSION)
          .doesNotContainKeys(
              DeadLetters.ID,
              DeadLetters.REASON,
              DeadLetters.ORIGIN_EXCHANGE,
              DeadLetters.ORIGIN_ROUTING_KEY,
              DeadLetters.ORIGIN_QUEUE,
              DeadLetters.PARKED_AT,
              "x-first-death-reason");
      assertThat(properties.getType()).isEqualTo("InvestmentsAccepted");
      assertThat(properties.getAppId()).isEqualTo("test");
      assertThat(properties.getMessageId()).isEqualTo("group-" + a.logId());
      assertThat(properties.getCorrelationId()).isEqualTo("group-" + a.logId());
      assertThat(properties.getContentType()).isEqualTo("application/json");
      assertThat(properties.getReceivedDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
    } finally {
      admin.deleteQueue(queue.getName());
    }
  }

  @Test
  void whatTheBrokerDeadLetteredItselfCanBeReplayedToo() {
    Accepted a = stage.accept(stage.product(100), "ann", 10);
    stage.putDeadLetter(Stage.message(a));
    String id = awaitLetters(1).get(0).path("id").asString();
    assertThat(id).matches("[0-9a-f]{16}");

    assertThat(post("/" + id, "").status()).isEqualTo(200);

    stage.awaitSuccess(a);
    awaitLetters(0);
  }

  @Test
  void aDroppedLetterIsGoneAndTheOthersStay(CapturedOutput output) {
    String first = put(new Message(new byte[] {1}), "e", "k");
    String second = put(new Message(new byte[] {2}), "e", "k");
    String third = put(new Message(new byte[] {3}), "e", "k");

    assertThat(delete("/" + second).status()).isEqualTo(200);

    assertThat(ids(awaitLetters(2))).containsExactlyInAnyOrder(first, third);
    assertThat(output)
        .contains("event=dead-letter-dropped id=" + second)
        .contains("reason=\"put by a test\"");
    assertThat(delete("/" + second).status()).isEqualTo(404);
  }

  @Test
  void soManyAreReplayedAsAskedForAndTheRestStays() {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(product, "bob", 10);
    Accepted c = stage.accept(product, "cid", 10);
    for (Accepted accepted : List.of(a, b, c)) {
      put(Stage.message(accepted), BrokerTopology.EXCHANGE, BrokerTopology.ACCEPTED);
    }

    Reply answer = post("", "{\"atMost\": 2}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("replayed").asInt()).isEqualTo(2);
    awaitLetters(1);
    await().atMost(Stage.PATIENCE).until(() -> stage.count(product, "SUCCESS") == 2);
    assertThat(stage.count(product, "PENDING")).isEqualTo(1);

    assertThat(post("", "{}").json().path("replayed").asInt()).isEqualTo(1);
    stage.awaitSuccess(a, b, c);
    stage.assertConsistent(product);
  }

  @ParameterizedTest
  @CsvSource({
    "openbell.nowhere, investments.accepted",
    "openbell.investments, investments.nobody-binds",
    "'', openbell.no-such-queue"
  })
  void whatNobodyTakesStaysAndTheAnswerSaysSo(String exchange, String routingKey) {
    Accepted a = stage.accept(stage.product(100), "ann", 10);
    String id = put(Stage.message(a), exchange, routingKey);

    Reply answer = post("/" + id, "");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json().path("error").asString())
        .containsPattern("message was (returned|refused)");
    assertThat(ids(awaitLetters(1))).containsExactly(id);

    Reply many = post("", "{}");
    assertThat(many.status()).isEqualTo(503);
    assertThat(many.json().path("replayed").asInt()).isZero();
    assertThat(many.json().path("notReplayed").get(0).path("id").asString()).isEqualTo(id);
    assertThat(ids(awaitLetters(1))).containsExactly(id);
  }

  @Test
  void anUnknownLetterIs404AndHarmsNone() {
    String id = put(new Message(new byte[] {1}), "e", "k");

    assertThat(get("/" + UNKNOWN).status()).isEqualTo(404);
    assertThat(post("/" + UNKNOWN, "").status()).isEqualTo(404);
    assertThat(delete("/" + UNKNOWN).status()).isEqualTo(404);

    assertThat(ids(awaitLetters(1))).containsExactly(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "101", "-1", "many", "99999999999"})
  void aLimitThatMakesNoSenseIs400(String limit) {
    assertThat(get("?limit=" + limit).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"atMost\": 0}", "{\"atMost\": 10001}", "{\"atMost\": \"many\"}", "{"})
  void aNumberToReplayThatMakesNoSenseIs400(String body) {
    assertThat(post("", body).status()).isEqualTo(400);
  }

  @Test
  void aLimitIsKeptAndTheCountIsOfAll() {
    String first = put(new Message(new byte[] {1}), "e", "k");
    String second = put(new Message(new byte[] {2}), "e", "k");

    JsonNode page = get("?limit=1").json();

    assertThat(page.path("count").asInt()).isEqualTo(2);
    assertThat(ids(page.path("list"))).hasSize(1).isSubsetOf(first, second);
  }

  @Test
  void withoutTheBrokerItIs503AndNothingIsLost() {
    String id = put(new Message(new byte[] {1}), "e", "k");
    servers.stopBroker();

    assertThat(get("").status()).isEqualTo(503);
    assertThat(get("/" + id).status()).isEqualTo(503);
    assertThat(post("/" + id, "").status()).isEqualTo(503);
    assertThat(post("", "{}").status()).isEqualTo(503);
    assertThat(delete("/" + id).status()).isEqualTo(503);

    servers.startBroker();
    // The embedded broker forgets its messages.
    JsonNode left = awaitLetters(servers.real() ? 1 : 0);
    if (servers.real()) {
      assertThat(ids(left)).containsExactly(id);
    }
  }

  @Test
  void lookingDoesNotUseALetterUp() {
    String id = put(new Message(new byte[] {1}), "e", "k");

    for (int i = 0; i < 25; i++) {
      assertThat(ids(get("").json().path("list"))).containsExactly(id);
    }

    Message left = stage.awaitDeadLetter();
    assertThat(new DeadLetter(left, BrokerTopology.INVESTMENTS).id()).isEqualTo(id);
    assertThat(new DeadLetter(left, BrokerTopology.INVESTMENTS).deliveries())
        .isLessThanOrEqualTo(DeadLetterReading.REFRESHED_AT);
    assertThat(stage.takeDeadLetter()).isNull();
  }

  @Test
  void aLetterThatWentBackOftenIsMadeAnew() {
    Message often = new Message(new byte[] {1});
    often.getMessageProperties().setHeader(DeadLetters.DELIVERY_COUNT, 15L);
    often.getMessageProperties().setHeader("x-somebody", "else");
    String id = put(often, "e", "k");

    assertThat(get("/" + id).status()).isEqualTo(200);

    Message left = stage.awaitDeadLetter();
    assertThat(new DeadLetter(left, BrokerTopology.INVESTMENTS).id()).isEqualTo(id);
    assertThat(new DeadLetter(left, BrokerTopology.INVESTMENTS).deliveries())
        .isLessThan(DeadLetterReading.REFRESHED_AT);
    assertThat(left.getMessageProperties().getHeaders())
        .containsEntry(DeadLetters.REASON, "put by a test")
        .containsEntry("x-somebody", "else");
    assertThat(stage.takeDeadLetter()).isNull();
  }

  @Test
  void clientsCannotReachIt() {
    assertThat(new Client(port).get("/actuator/deadletters").status()).isEqualTo(404);
  }

  /** As {@link DeadLetters} would; returns the id once the letter is there. */
  private String put(Message message, String exchange, String routingKey) {
    String id = UUID.randomUUID().toString();
    MessageProperties properties = message.getMessageProperties();
    properties.setHeader(DeadLetters.ID, id);
    properties.setHeader(DeadLetters.REASON, "put by a test");
    properties.setHeader(DeadLetters.ORIGIN_EXCHANGE, exchange);
    properties.setHeader(DeadLetters.ORIGIN_ROUTING_KEY, routingKey);
    properties.setHeader(DeadLetters.ORIGIN_QUEUE, BrokerTopology.FINALIZE_QUEUE);
    stage.putDeadLetter(message);
    patiently().until(() -> ids(get("").json().path("list")).contains(id));
    return id;
  }

  private JsonNode awaitLetters(int number) {
    return patiently()
        .until(
            () -> get("").json(),
            page -> page.path("count").asInt(-1) == number && page.path("list").size() == number)
        .path("list");
  }

  // An unknown exchange closes the channel, which a thread of Spring AMQP does not catch.
  private static ConditionFactory patiently() {
    return await()
        .dontCatchUncaughtExceptions()
        .atMost(Stage.PATIENCE)
        .pollInterval(Duration.ofMillis(20));
  }

  private static List<String> ids(JsonNode list) {
    return list.valueStream().map(letter -> letter.path("id").asString()).toList();
  }

  private Reply get(String path) {
    return send("GET", path, "");
  }

  private Reply delete(String path) {
    return send("DELETE", path, "");
  }

  private Reply post(String path, String body) {
    return send("POST", path, body);
  }

  private Reply send(String method, String path, String body) {
    return new Client(managementPort)
        .send(method, "/actuator/deadletters" + path, Map.of(), body)
        .join();
  }
}
