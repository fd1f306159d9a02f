package io.openbell.write.invest;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import io.openbell.write.desk.Answer;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever the desk may answer, the contract has a word for it. */
class InvestResponsesTest {
  private final InvestResponses responses = new InvestResponses(new ApiZone(ZoneOffset.UTC));

  private static <T> Stream<? extends Class<?>> permitted(Class<T> sealedType) {
    return Stream.of(sealedType.getPermittedSubclasses());
  }

  private static Object sample(Class<?> record) {
    try {
      RecordComponent[] components = record.getRecordComponents();
      Class<?>[] types =
          Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = record.getDeclaredConstructor(types);
      return constructor.newInstance(
          Stream.of(types).map(InvestResponsesTest::sampleValue).toArray());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(record + " cannot be made", e);
    }
  }

  private static Object sampleValue(Class<?> type) {
    if (type == long.class) {
      return 1L;
    }
    if (type == Instant.class) {
      return Instant.EPOCH;
    }
    throw new AssertionError("say what a sample of " + type + " is");
  }

  @SuppressWarnings("unchecked") // an answer without an outcome is one of any
  private static Answer<Outcome> answer(Object sample) {
    return (Answer<Outcome>) sample;
  }

  private String codeOf(Answer<Outcome> answer) {
    try {
      return responses.toEnvelope(answer, false).code();
    } catch (ApiException e) {
      return e.code().wireName();
    }
  }

  @Test
  void everyAnswerHasACode() {
    assertThat(
            permitted(Answer.class)
                .filter(type -> type != Answer.Decided.class)
                .map(type -> codeOf(answer(sample(type)))))
        .containsExactlyInAnyOrder(
            "IDEMPOTENCY_KEY_IN_USE",
            "IDEMPOTENCY_KEY_REUSED",
            "BUSY",
            "LOCK_UNAVAILABLE",
            "PRODUCT_HALTED",
            "UNAVAILABLE", // the disk of the database is full, which the message says
            "UNAVAILABLE");
  }

  @Test
  void everyOutcomeHasACode() {
    assertThat(permitted(Outcome.class).map(Class::getSimpleName))
        .containsExactly("Accepted", "Refused");
    assertThat(codeOf(new Answer.Decided<>(new Outcome.Accepted(1)))).isEqualTo("01");
  }

  @Test
  void everyRefusalHasACodeOfItsOwn() {
    assertThat(
            permitted(Refusal.class)
                .map(
                    type ->
                        codeOf(new Answer.Decided<>(new Outcome.Refused((Refusal) sample(type))))))
        .containsExactlyInAnyOrder(
            "NOT_EXIST_PRODUCT", "NOT_STARTED", "SOLD_OUT", "FINISHED", "INVEST_AMOUNT_OVERFLOW");
  }
}
