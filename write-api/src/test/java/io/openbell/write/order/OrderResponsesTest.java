package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.order.Checkout.Wish;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.order.Refusal;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.Answer;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever becomes of an order, a payment or a cancellation, the contract has a word for it. */
class OrderResponsesTest {
  private static final OrderRequest REQUEST =
      new OrderRequest(
          new UserId("kim"), List.of(new Wish(1, 1, OptionalLong.empty())), false, null, "c", 0);
  private static final PlacedOrder PLACED =
      new PlacedOrder(
          new UUID(0, 1), "kim", OrderStatus.CREATED, 1, Instant.EPOCH, Instant.EPOCH, List.of());
  private static final AcceptedPayment PAYMENT =
      new AcceptedPayment(new UUID(0, 2), new UUID(0, 1), "kim", 1, "c", Instant.EPOCH);

  private final OrderResponses responses = new OrderResponses(new ApiZone(ZoneOffset.UTC));

  private static <T> Stream<? extends Class<?>> permitted(Class<T> sealedType) {
    return Stream.of(sealedType.getPermittedSubclasses());
  }

  private static Object sample(Class<?> record) {
    try {
      Class<?>[] types =
          Stream.of(record.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<?> constructor = record.getDeclaredConstructor(types);
      return constructor.newInstance(
          Stream.of(types).map(OrderResponsesTest::sampleValue).toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(record + " cannot be made", e);
    }
  }

  private static Object sampleValue(Class<?> type) {
    return Stream.of(1L, Instant.EPOCH, PLACED, PAYMENT, OrderStatus.PAID)
        .filter(value -> type == long.class ? value instanceof Long : type.isInstance(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("say what a sample of " + type + " is"));
  }

  private static String codeOf(Supplier<Envelope<?>> answer) {
    try {
      return answer.get().code();
    } catch (ApiException e) {
      return e.code().wireName();
    }
  }

  @SuppressWarnings("unchecked") // an answer without an outcome is one of any
  private String codeOfAnswer(Object answer) {
    return codeOf(() -> responses.toEnvelope((Answer<OrderOutcome>) answer, REQUEST));
  }

  @Test
  void everyAnswerOfTheDeskHasACode() {
    assertThat(
            permitted(Answer.class)
                .filter(type -> type != Answer.Decided.class)
                .filter(type -> type != Answer.Halted.class) // nobody halts items
                .map(type -> codeOfAnswer(sample(type))))
        .containsExactlyInAnyOrder(
            "IDEMPOTENCY_KEY_IN_USE",
            "IDEMPOTENCY_KEY_REUSED",
            "BUSY",
            "LOCK_UNAVAILABLE",
            "UNAVAILABLE", // the disk of the database is full, which the message says
            "UNAVAILABLE");
  }

  @Test
  void everyOutcomeOfAnOrderHasACode() {
    assertThat(permitted(OrderOutcome.class).map(Class::getSimpleName))
        .containsExactly("Placed", "Refused");
    assertThat(codeOfAnswer(new Answer.Decided<>(new OrderOutcome.Placed(PLACED)))).isEqualTo("01");
    assertThat(
            permitted(Refusal.class)
                .map(
                    type ->
                        codeOfAnswer(
                            new Answer.Decided<>(
                                new OrderOutcome.Refused((Refusal) sample(type))))))
        .containsExactly(
            "NOT_EXIST_ITEM",
            "INVALID_REQUEST",
            "INVALID_REQUEST",
            "ITEM_NOT_ON_SALE",
            "PRICE_CHANGED",
            "SOLD_OUT",
            "STOCK_SHORT",
            "POINT_SHORT");
  }

  @Test
  void everyOutcomeOfAPaymentHasACode() {
    assertThat(
            permitted(PaymentOutcome.class)
                .map(type -> codeOf(() -> responses.toEnvelope((PaymentOutcome) sample(type)))))
        .containsExactly(
            "01",
            "IDEMPOTENCY_KEY_REUSED",
            "NOT_EXIST_ORDER",
            "ALREADY_PAID",
            "ORDER_EXPIRED",
            "ORDER_NOT_PAYABLE",
            "POINT_SHORT");
  }

  @Test
  void everyOutcomeOfACancellationHasACode() {
    assertThat(
            permitted(CancelOutcome.class)
                .map(type -> codeOf(() -> responses.toEnvelope((CancelOutcome) sample(type)))))
        .containsExactly(
            "01",
            "IDEMPOTENCY_KEY_REUSED",
            "NOT_EXIST_ORDER",
            "ALREADY_CANCELLED",
            "ORDER_NOT_CANCELLABLE");
  }
}
