package io.openbell.core.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openbell.core.broker.InvestmentsAccepted.Investment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stored samples are messages that were once sent. They are never edited: what cannot read or
 * write them any more needs a new version.
 */
class MessageContractTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant NOW = Instant.parse("2026-11-20T01:00:01Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static final Instant ACCEPTED = Instant.parse("2026-11-20T01:00:00.123456Z");

  private static final Instant BEFORE = Instant.parse("2026-11-20T00:59:59.999999Z");

  /** A group in two products. */
  private static final InvestmentsAccepted EVENT = event(8, ACCEPTED, BEFORE);

  /** From when a group was in one product. */
  private static final InvestmentsAccepted EVENT_OF_ONE_PRODUCT = event(ACCEPTED, BEFORE);

  /** From before an investment said when it was accepted. */
  private static final InvestmentsAccepted OLD_EVENT = event(null, null);

  private static InvestmentsAccepted event(Instant first, Instant second) {
    return event(7, first, second);
  }

  private static InvestmentsAccepted event(long otherProduct, Instant first, Instant second) {
    return new InvestmentsAccepted(
        "7-0000018f3a",
        ACCEPTED,
        List.of(
            new Investment(1001, 7, "kim", 10, "9f86d081884c7d65", first),
            new Investment(
                Long.MAX_VALUE, otherProduct, "김철수", Long.MAX_VALUE, "web.1-2_3", second)));
  }

  private static final PaymentsAccepted PAYMENTS =
      new PaymentsAccepted(
          "7c9e6679-7425-40de-944b-e07fc1f90ae7",
          List.of(
              new PaymentsAccepted.Payment(
                  UUID.fromString("019aa0f2-6f00-7000-8000-000000000001"),
                  UUID.fromString("019aa0f2-6f00-7000-8000-000000000002"),
                  "kim",
                  39_000,
                  "9f86d081884c7d65",
                  ACCEPTED),
              new PaymentsAccepted.Payment(
                  UUID.fromString("019aa0f2-6f01-7000-8000-000000000003"),
                  UUID.fromString("019aa0f2-6f01-7000-8000-000000000004"),
                  "김철수",
                  Long.MAX_VALUE,
                  "web.1-2_3",
                  BEFORE)));

  private static String sample(String name) {
    try (InputStream in = MessageContractTest.class.getResourceAsStream("/messages/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Message message(String type, Object version, String body) {
    MessageProperties properties = new MessageProperties();
    properties.setType(type);
    if (version != null) {
      properties.setHeader("x-openbell-version", version);
    }
    return new Message(body.getBytes(StandardCharsets.UTF_8), properties);
  }

  private static Message v1(String body) {
    return message("InvestmentsAccepted", 1, body);
  }

  private static Message v2(String body) {
    return message("InvestmentsAccepted", 2, body);
  }

  private static PaymentsAccepted decodePayments(String body) throws UnreadableMessageException {
    return MessageCodec.decode(message("PaymentsAccepted", 1, body), PaymentsAccepted.class);
  }

  private static InvestmentsAccepted decode(Message message) throws UnreadableMessageException {
    return MessageCodec.decode(message, InvestmentsAccepted.class);
  }

  // --- samples

  @Test
  void everyEventThereIsCanBeReadInEachOfItsVersions() {
    assertThat(MessageCodec.FORMS)
        .extracting(MessageCodec.Form::shape)
        .containsExactlyInAnyOrderElementsOf(shapes());
    assertThat(MessageCodec.FORMS)
        .extracting(form -> form.type() + " " + form.version())
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void ofEveryEventAMessageIsStoredAndReadAsTheTypeAndVersionItSays(Class<? extends Event> shape)
      throws Exception {
    MessageCodec.Form form =
        MessageCodec.FORMS.stream().filter(one -> one.shape() == shape).findAny().orElseThrow();
    String stored = sample(form.type() + ".v" + form.version() + ".json");

    assertThat(MessageCodec.read(message(form.type(), form.version(), stored)))
        .isExactlyInstanceOf(shape)
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo(form.type());
              assertThat(event.version()).isEqualTo(form.version());
              assertThat(event.id()).isNotEmpty();
              assertThat(event.parts()).isNotEmpty();
            });
  }

  @SuppressWarnings("unchecked")
  static List<Class<? extends Event>> shapes() {
    return Stream.of(Event.class.getPermittedSubclasses())
        .<Class<? extends Event>>map(shape -> (Class<? extends Event>) shape)
        .toList();
  }

  @Test
  void anEventThatIsNotWantedFromItsQueueIsRefused() {
    assertThatExceptionOfType(UnreadableMessageException.class)
        .isThrownBy(
            () ->
                MessageCodec.decode(
                    v2(sample("InvestmentsAccepted.v2.json")), InvestmentsAcceptedV1.class))
        .withMessage("type InvestmentsAccepted on the wrong queue");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"InvestmentsAccepted.v1.json", "InvestmentsAccepted.v1.later-fields.json"})
  void aStoredMessageIsStillRead(String name) throws Exception {
    assertThat(decode(v1(sample(name)))).isEqualTo(OLD_EVENT);
  }

  @Test
  void aStoredMessageThatSaysWhenEachInvestmentWasAcceptedIsRead() throws Exception {
    assertThat(decode(v1(sample("InvestmentsAccepted.v1.accepted-at.json"))))
        .isEqualTo(EVENT_OF_ONE_PRODUCT);
  }

  @Test
  void aStoredMessageOfSeveralProductsIsRead() throws Exception {
    assertThat(decode(v2(sample("InvestmentsAccepted.v2.json")))).isEqualTo(EVENT);
  }

  @Test
  void aStoredMessageOfPaymentsIsRead() throws Exception {
    assertThat(decodePayments(sample("PaymentsAccepted.v1.json"))).isEqualTo(PAYMENTS);
  }

  static Stream<Arguments> writtenToday() {
    return Stream.of(
        Arguments.of(EVENT, "InvestmentsAccepted.v2.json"),
        Arguments.of(PAYMENTS, "PaymentsAccepted.v1.json"));
  }

  @ParameterizedTest
  @MethodSource("writtenToday")
  void whatWeWriteTodayIsTheSampleFieldForField(Event event, String name) {
    byte[] body = MessageCodec.encode(event, "write-api", CLOCK).getBody();
    // As text, so that the order of the fields and the way numbers and times are written count too.
    assertThat(new String(body, StandardCharsets.UTF_8))
        .isEqualTo(JSON.readTree(sample(name)).toString());
  }

  @ParameterizedTest
  @MethodSource("writtenToday")
  void whatIsWrittenIsReadAgain(Event event, String name) throws Exception {
    assertThat(MessageCodec.read(MessageCodec.encode(event, "write-api", CLOCK))).isEqualTo(event);
  }

  @Test
  void theVersionMayArriveAsAnyWholeNumber() throws Exception {
    String body = sample("InvestmentsAccepted.v1.json");
    assertThat(decode(message("InvestmentsAccepted", 1L, body))).isEqualTo(OLD_EVENT);
    assertThat(decode(message("InvestmentsAccepted", (byte) 1, body))).isEqualTo(OLD_EVENT);
  }

  @Test
  void thePropertiesTellAnOperatorWhatItIs() {
    MessageProperties properties =
        MessageCodec.encode(EVENT, "write-api", CLOCK).getMessageProperties();
    assertThat(properties.getType()).isEqualTo("InvestmentsAccepted");
    assertThat(properties.getHeaders()).containsOnly(Map.entry("x-openbell-version", 2));
    assertThat(properties.getDeliveryMode()).isEqualTo(MessageDeliveryMode.PERSISTENT);
    assertThat(properties.getContentType()).isEqualTo("application/json");
    assertThat(properties.getContentEncoding()).isEqualTo("UTF-8");
    assertThat(properties.getMessageId()).isEqualTo(EVENT.groupId());
    assertThat(properties.getCorrelationId()).isEqualTo(EVENT.groupId());
    assertThat(properties.getAppId()).isEqualTo("write-api");
    assertThat(properties.getTimestamp()).isEqualTo(Date.from(NOW));
  }

  // --- what cannot be read

  private static void assertUnreadable(Message message, String reason) {
    assertThatExceptionOfType(UnreadableMessageException.class)
        .isThrownBy(() -> decode(message))
        .withMessageContaining(reason);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "InvestmentsRefused", "investmentsaccepted"})
  void anUnknownTypeIsRefusedNeverIgnored(String type) {
    assertUnreadable(
        message(type, 1, sample("InvestmentsAccepted.v1.json")), "unknown type " + type);
  }

  static Stream<Object> unknownVersions() {
    return Stream.of(0, -1, 3, "1", "one", 1.5, 4_294_967_297L, true);
  }

  @ParameterizedTest
  @NullSource
  @MethodSource("unknownVersions")
  void anUnknownVersionIsRefused(Object version) {
    assertUnreadable(
        message("InvestmentsAccepted", version, sample("InvestmentsAccepted.v1.json")),
        "unknown version " + version);
  }

  @Test
  void everyTruncationIsRefused() {
    String whole = sample("InvestmentsAccepted.v2.json").strip();
    for (int length = 0; length < whole.length(); length++) {
      assertUnreadable(v2(whole.substring(0, length)), "unreadable body: ");
    }
  }

  static Stream<Arguments> brokenBodies() {
    return Stream.concat(
        broken(1, "InvestmentsAccepted.v1.json", List.of("productId"), List.of()),
        broken(2, "InvestmentsAccepted.v2.json", List.of(), List.of("productId")));
  }

  /** Without, and with null in place of, each of the fields; and more. */
  private static Stream<Arguments> broken(
      int version, String sample, List<String> ofTheGroup, List<String> ofAnInvestment) {
    return brokenBodies(sample(sample), ofTheGroup, ofAnInvestment)
        .map(broken -> Arguments.of(version, broken.get()[0], broken.get()[1]));
  }

  private static Stream<Arguments> brokenBodies(
      String whole, List<String> ofTheGroup, List<String> ofAnInvestment) {
    Stream<Arguments> damaged =
        Stream.of(
            Arguments.of("null", "nothing in it"),
            Arguments.of("[]", "unreadable body"),
            Arguments.of("\"text\"", "unreadable body"),
            Arguments.of(whole + "{}", "unreadable body"),
            Arguments.of(whole.replace("\"2026-", "\"soon 2026-"), "unreadable body"),
            Arguments.of(whole.replace("1001", "\"many\""), "logId"),
            Arguments.of(whole.replace("1001", "\"1001\""), "logId"),
            Arguments.of(whole.replace("1001", "10.5"), "logId"),
            Arguments.of(whole.replace("1001", "9223372036854775808"), "logId"));
    Stream<Arguments> fields =
        Stream.concat(Stream.of("groupId", "acceptedAt"), ofTheGroup.stream())
            .flatMap(
                field -> {
                  ObjectNode without = (ObjectNode) JSON.readTree(whole);
                  without.remove(field);
                  ObjectNode nulled = (ObjectNode) JSON.readTree(whole);
                  nulled.putNull(field);
                  return Stream.of(
                      Arguments.of(without.toString(), field),
                      Arguments.of(nulled.toString(), field));
                });
    Stream<Arguments> nested =
        Stream.concat(
                Stream.of("logId", "userId", "investAmount", "correlationId"),
                ofAnInvestment.stream())
            .flatMap(
                field -> {
                  ObjectNode without = (ObjectNode) JSON.readTree(whole);
                  ((ObjectNode) without.get("investments").get(1)).remove(field);
                  ObjectNode nulled = (ObjectNode) JSON.readTree(whole);
                  ((ObjectNode) nulled.get("investments").get(1)).putNull(field);
                  return Stream.of(
                      Arguments.of(without.toString(), field),
                      Arguments.of(nulled.toString(), field));
                });
    ObjectNode without = (ObjectNode) JSON.readTree(whole);
    without.remove("investments");
    ObjectNode nulled = (ObjectNode) JSON.readTree(whole);
    nulled.putNull("investments");
    ObjectNode empty = (ObjectNode) JSON.readTree(whole);
    empty.putArray("investments");
    ObjectNode nullElement = (ObjectNode) JSON.readTree(whole);
    ((ArrayNode) nullElement.get("investments")).addNull();
    Stream<Arguments> lists =
        Stream.of(
            Arguments.of(without.toString(), "investments"),
            Arguments.of(nulled.toString(), "investments"),
            Arguments.of(empty.toString(), "nothing in it"),
            Arguments.of(nullElement.toString(), "investments"));
    return Stream.of(damaged, fields, nested, lists).flatMap(bodies -> bodies);
  }

  @ParameterizedTest
  @MethodSource("brokenBodies")
  void aBodyThatIsNoCompleteEventIsRefusedAndTheReasonTellsWhere(
      int version, String body, String reason) {
    assertUnreadable(message("InvestmentsAccepted", version, body), reason);
  }

  static Stream<Arguments> brokenPayments() {
    String whole = sample("PaymentsAccepted.v1.json");
    Stream<Arguments> damaged =
        Stream.of(
            Arguments.of(whole.replace("39000", "\"39000\""), "amount"),
            Arguments.of(whole.replace("39000", "390.5"), "amount"),
            Arguments.of(whole.replaceFirst("019aa0f2-[^\"]*", "17"), "paymentId"));
    return Stream.concat(
        damaged,
        Stream.concat(
            Stream.of("groupId", "payments").map(field -> withoutField(whole, List.of(), field)),
            Stream.of("paymentId", "orderId", "userId", "amount", "correlationId", "acceptedAt")
                .map(field -> withoutField(whole, List.of("payments"), field))));
  }

  private static Arguments withoutField(String whole, List<String> list, String field) {
    ObjectNode event = (ObjectNode) JSON.readTree(whole);
    ObjectNode of = list.isEmpty() ? event : (ObjectNode) event.get(list.get(0)).get(1);
    of.remove(field);
    return Arguments.of(event.toString(), field);
  }

  @ParameterizedTest
  @MethodSource("brokenPayments")
  void aBodyThatDoesNotSayAllOfAPaymentIsRefused(String body, String reason) {
    assertThatExceptionOfType(UnreadableMessageException.class)
        .isThrownBy(() -> decodePayments(body))
        .withMessageContaining(reason);
  }

  @Test
  void paymentsOnTheQueueOfInvestmentsAreRefused() {
    assertUnreadable(
        message("PaymentsAccepted", 1, sample("PaymentsAccepted.v1.json")),
        "type PaymentsAccepted on the wrong queue");
  }
}
