package io.openbell.consumer.invest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.consumer.BackedIT;
import io.openbell.consumer.Stage;
import io.openbell.consumer.Stage.Accepted;
import io.openbell.consumer.Stage.UserRow;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import io.openbell.core.product.UnlistedProducts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageBuilderSupport;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PoisonIT extends BackedIT {
  @Autowired AmqpAdmin admin;

  @Test
  void unreadableMessagesAreParkedAsTheyCameAndTheOthersSucceed() {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(product, "bob", 10);
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("type", "unknown type InvestmentsRejected");
    reasons.put("no-type", "unknown type null");
    reasons.put("version", "unknown version 3");
    reasons.put("no-version", "unknown version null");
    reasons.put("json", "unreadable body");
    reasons.put("empty", "there is nothing in it");

    stage.publish(
        Stage.message(a),
        poison("type", from(a).setType("InvestmentsRejected")),
        poison("no-type", from(a).setType(null)),
        poison("version", from(a).setHeader(MessageCodec.VERSION_HEADER, 3)),
        poison("no-version", from(a).removeHeader(MessageCodec.VERSION_HEADER)),
        poison("json", from("{\"groupId\":\"g\n".getBytes(StandardCharsets.UTF_8), a)),
        poison("empty", from(body(List.of()), a)),
        Stage.message(b));

    stage.awaitSuccess(a, b);
    for (int i = 0; i < 6; i++) {
      Message parked = stage.awaitDeadLetter();
      String which = parked.getMessageProperties().getMessageId();
      String reason = reasons.remove(which);
      assertThat(reason).as(which).isNotNull();
      assertThat(parked.getMessageProperties().<String>getHeader("x-openbell-reason"))
          .startsWith(reason);
      assertOriginIsKept(parked);
      if (which.equals("json")) {
        assertThat(parked.getBody()).asString().isEqualTo("{\"groupId\":\"g\n");
      }
    }
    assertThat(stage.takeDeadLetter()).isNull();
    stage.assertConsistent(product);
  }

  @Test
  void whatViolatesAConstraintFailsWithItsReasonAndReturnsItsAmount() {
    stage.execute(
        "alter table product_invest_user add constraint no_poison check (user_id <> 'poison')");
    try {
      long product = stage.product(100);
      long other = stage.product(100);
      Accepted a = stage.accept(product, "ann", 10);
      Accepted poison = stage.accept(product, "poison", 20);
      Accepted b = stage.accept(product, "bob", 30);
      Accepted c = stage.accept(other, "cid", 5);

      stage.publish(Stage.message(a, poison, b), Stage.message(c));

      stage.awaitSuccess(a, b, c);
      await()
          .atMost(Stage.PATIENCE)
          .untilAsserted(() -> assertThat(stage.result(poison)).isEqualTo("FAIL"));
      stage.awaitShown(product);
      assertThat(stage.failReason(poison)).isEqualTo("CONSTRAINT_VIOLATED");
      assertThat(stage.committed(product))
          .isEqualTo(new LiveFigures(product, 6, 40, 40, 2, InvestingStatus.ONGOING));
      assertThat(stage.users(product))
          .containsExactly(new UserRow("ann", 10), new UserRow("bob", 30));
      stage.assertConsistent(product);
      stage.assertConsistent(other);
      assertThat(stage.takeDeadLetter()).isNull();

      // FAIL is final as well.
      Accepted d = stage.accept(product, "dan", 1);
      stage.publish(Stage.message(poison, d));
      stage.awaitSuccess(d);
      assertThat(stage.result(poison)).isEqualTo("FAIL");
      assertThat(stage.committed(product).reserved()).isEqualTo(41);
    } finally {
      stage.execute("alter table product_invest_user drop constraint no_poison");
    }
  }

  @Test
  void logsThatNobodyKnowsAreParkedAndTheKnownOnesSucceed() {
    long product = stage.product(100);
    Accepted known = stage.accept(product, "ann", 10);
    Accepted unknown = new Accepted(999_999_999L, product, "ann", 10, Instant.EPOCH);

    stage.publish(Stage.message(known, unknown));

    Message parked = stage.awaitDeadLetter();
    assertThat(parked.getMessageProperties().<String>getHeader("x-openbell-reason"))
        .isEqualTo("1 unknown logs: [999999999]");
    assertOriginIsKept(parked);
    assertThat(stage.result(known)).isEqualTo("SUCCESS");
    stage.assertConsistent(product);
  }

  @Test
  void logsThatAWarmUpHasRemovedAreNoDeadLetters() {
    long product = stage.product(100);
    Accepted removed =
        new Accepted(999_999_998L, UnlistedProducts.FIRST_ID, "warm-up-0-1", 10, Instant.EPOCH);
    Accepted next = stage.accept(product, "ann", 10);
    Accepted unknown = new Accepted(999_999_999L, product, "ann", 10, Instant.EPOCH);

    stage.publish(Stage.message(removed), Stage.message(next), Stage.message(unknown));

    stage.awaitSuccess(next);
    Message parked = stage.awaitDeadLetter();
    assertThat(parked.getMessageProperties().<String>getHeader("x-openbell-reason"))
        .isEqualTo("1 unknown logs: [999999999]");
    assertThat(stage.takeDeadLetter()).isNull();
  }

  @Test
  void anErrorNobodyCanExplainParksItsMessageAndLeavesTheLogsToTheRelay() {
    long broken = stage.product(100);
    long product = stage.product(100);
    Accepted stuck = stage.accept(broken, "ann", 10);
    Accepted fine = stage.accept(product, "ann", 10);
    stage.execute("delete from product_invest_status where product_id = " + broken);

    stage.publish(Stage.message(stuck), Stage.message(fine));

    stage.awaitSuccess(fine);
    Message parked = stage.awaitDeadLetter();
    assertThat(parked.getMessageProperties().<String>getHeader("x-openbell-reason"))
        .contains("log " + stuck.logId())
        .contains("product status: 0 rows changed instead of 1");
    assertThat(stage.result(stuck)).isEqualTo("PENDING");
    assertThat(stage.users(broken)).isEmpty();
    stage.assertConsistent(product);
  }

  @Test
  void whileThereIsNoDeadLetterQueuePoisonWaitsAndTheOthersGoOn(CapturedOutput output) {
    long product = stage.product(1_000);
    // The first dead letter opens a connection, and every new connection declares the queue again.
    stage.publish(poison("first", MessageBuilder.withBody(new byte[] {1})));
    stage.awaitDeadLetter();
    admin.deleteQueue(BrokerTopology.DEAD_LETTER_QUEUE);
    try {
      for (int i = 0; i < 3; i++) {
        stage.publish(poison("waiting-" + i, MessageBuilder.withBody(new byte[] {1})));
      }
      for (int i = 0; i < 5; i++) {
        Accepted a = stage.accept(product, "ann", 10);
        stage.publish(Stage.message(a));
        stage.awaitSuccess(a);
      }
      await()
          .atMost(Stage.PATIENCE)
          .until(() -> output.getOut().contains("event=message-not-parked id=waiting-"));
      assertThat(output).doesNotContain("event=message-parked id=waiting-");
    } finally {
      ((RabbitAdmin) admin).initialize();
    }

    List<String> parked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      parked.add(stage.awaitDeadLetter().getMessageProperties().getMessageId());
    }
    assertThat(parked).containsExactlyInAnyOrder("waiting-0", "waiting-1", "waiting-2");
    stage.assertConsistent(product);
  }

  private static MessageBuilderSupport<Message> from(Accepted accepted) {
    return MessageBuilder.fromMessage(Stage.message(accepted))
        .copyProperties(Stage.message(accepted).getMessageProperties());
  }

  private static MessageBuilderSupport<Message> from(byte[] body, Accepted accepted) {
    return MessageBuilder.withBody(body)
        .copyProperties(Stage.message(accepted).getMessageProperties());
  }

  private static byte[] body(List<InvestmentsAccepted.Investment> investments) {
    return Stage.message(new InvestmentsAccepted("g", Instant.EPOCH, investments)).getBody();
  }

  private static Message poison(String id, MessageBuilderSupport<Message> builder) {
    // The embedded broker takes an expiration for a point in time, long past.
    return builder.setMessageId(id).setExpiration(servers.real() ? "600000" : null).build();
  }

  private static void assertOriginIsKept(Message parked) {
    assertThat(parked.getMessageProperties().getHeaders())
        .containsEntry("x-openbell-origin-exchange", BrokerTopology.EXCHANGE)
        .containsEntry("x-openbell-origin-queue", BrokerTopology.FINALIZE_QUEUE)
        .containsEntry("x-openbell-origin-routing-key", BrokerTopology.ACCEPTED);
    assertThat(Instant.parse(parked.getMessageProperties().getHeader("x-openbell-parked-at")))
        .isAfter(Instant.EPOCH);
    assertThat(parked.getMessageProperties().getAppId()).isEqualTo("test");
    assertThat(parked.getMessageProperties().getExpiration()).isNull();
    assertThat(parked.getMessageProperties().getReceivedDeliveryMode())
        .isEqualTo(MessageDeliveryMode.PERSISTENT);
  }
}
