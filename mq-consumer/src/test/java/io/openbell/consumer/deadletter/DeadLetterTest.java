package io.openbell.consumer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.MessageCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;

class DeadLetterTest {
  private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

  @Test
  void itsOwnIdNamesIt() {
    assertThat(letter("a", "body", Map.of(DeadLetters.ID, ID)).id()).isEqualTo(ID);
  }

  @Test
  void withoutAnIdMessageIdAndBodyNameIt() {
    String id = letter("a", "body", Map.of()).id();

    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(letter("a", "body", Map.of("x-delivery-count", 3)).id()).isEqualTo(id);
    assertThat(letter("b", "body", Map.of()).id()).isNotEqualTo(id);
    assertThat(letter("a", "other", Map.of()).id()).isNotEqualTo(id);
    assertThat(letter("a", "body", Map.of(DeadLetters.ID, "x\nevent=forged")).id()).isEqualTo(id);
  }

  @Test
  void aReplayIsTheMessageAsItWas() {
    DeadLetter letter =
        letter(
            "a",
            "body",
            Map.ofEntries(
                Map.entry(MessageCodec.VERSION_HEADER, 1),
                Map.entry("x-openbell-correlation", "c"),
                Map.entry(DeadLetters.ID, ID),
                Map.entry(DeadLetters.REASON, "why"),
                Map.entry(DeadLetters.ORIGIN_EXCHANGE, "e"),
                Map.entry(DeadLetters.ORIGIN_ROUTING_KEY, "k"),
                Map.entry(DeadLetters.ORIGIN_QUEUE, "q"),
                Map.entry(DeadLetters.PARKED_AT, "t"),
                Map.entry("x-death", List.of()),
                Map.entry("x-first-death-reason", "rejected"),
                Map.entry("x-last-death-queue", "q"),
                Map.entry("x-delivery-count", 12L),
                Map.entry("x-acquired-count", 12L)));

    Message original = letter.original();

    assertThat(original.getMessageProperties().getHeaders())
        .containsOnly(
            Map.entry(MessageCodec.VERSION_HEADER, 1), Map.entry("x-openbell-correlation", "c"));
    assertThat(original.getMessageProperties().getMessageId()).isEqualTo("a");
    assertThat(original.getMessageProperties().getDeliveryMode())
        .isEqualTo(MessageDeliveryMode.PERSISTENT);
    assertThat(original.getBody()).asString().isEqualTo("body");
    assertThat(letter.exchange()).isEqualTo("e");
    assertThat(letter.routingKey()).isEqualTo("k");
  }

  @Test
  void aFreshCopyLacksOnlyTheCounts() {
    DeadLetter letter =
        letter("a", "body", Map.of(DeadLetters.ID, ID, "x-delivery-count", 10L, "x-death", "d"));

    DeadLetter fresh = new DeadLetter(letter.fresh(), BrokerTopology.INVESTMENTS);

    assertThat(fresh.id()).isEqualTo(ID);
    assertThat(fresh.deliveries()).isZero();
    assertThat(fresh.message().getMessageProperties().getHeaders())
        .containsOnlyKeys(DeadLetters.ID, "x-death");
  }

  @Test
  void whatTheBrokerDeadLetteredTellsItsReasonAndGoesWhereInvestmentsGo() {
    DeadLetter letter =
        letter(
            "a",
            "body",
            Map.of(
                "x-first-death-reason",
                "delivery_limit",
                "x-first-death-queue",
                BrokerTopology.FINALIZE_QUEUE));

    assertThat(letter.reason()).isEqualTo("delivery_limit");
    assertThat(letter.queue()).isEqualTo(BrokerTopology.FINALIZE_QUEUE);
    assertThat(letter.exchange()).isEqualTo(BrokerTopology.EXCHANGE);
    assertThat(letter.routingKey()).isEqualTo(BrokerTopology.ACCEPTED);
  }

  @Test
  void aViewCutsTheBodyAndSaysSo() {
    assertThat(DeadLetterView.of(letter("a", "12345", Map.of()), 5))
        .matches(view -> view.body().equals("12345") && !view.truncated() && view.size() == 5);
    assertThat(DeadLetterView.of(letter("a", "123456", Map.of()), 5))
        .matches(view -> view.body().equals("12345") && view.truncated() && view.size() == 6);
    assertThat(DeadLetterView.of(letter("a", "원".repeat(6), Map.of()), 5))
        .matches(view -> view.body().equals("원".repeat(5)) && view.truncated());
    assertThat(DeadLetterView.of(letter("a", "🔔".repeat(100), Map.of()), 5).truncated()).isTrue();
  }

  private static DeadLetter letter(String messageId, String body, Map<String, Object> headers) {
    return new DeadLetter(
        MessageBuilder.withBody(body.getBytes(StandardCharsets.UTF_8))
            .setMessageId(messageId)
            .copyHeaders(headers)
            .build(),
        BrokerTopology.INVESTMENTS);
  }
}
