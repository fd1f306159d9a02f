package io.openbell.write.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.coupon.Refusal;
import io.openbell.write.desk.Answer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a request for a coupon, the contract has a word for it. */
class CouponResponsesTest {
  private static final UserCoupon COUPON =
      new UserCoupon(new UUID(0, 1), 7, "kim", 3, 1, Instant.EPOCH);

  private final CouponResponses responses = new CouponResponses(new ApiZone(ZoneOffset.UTC));

  private String codeOf(Answer<CouponOutcome> answer) {
    try {
      return responses.toEnvelope(answer).code();
    } catch (ApiException e) {
      return e.code().wireName();
    }
  }

  private static Stream<String> permitted(Class<?> sealedType) {
    return Stream.of(sealedType.getPermittedSubclasses()).map(Class::getSimpleName);
  }

  @Test
  void everyAnswerOfTheDeskHasACode() {
    assertThat(
            Stream.<Answer<CouponOutcome>>of(
                    new Answer.KeyInUse<>(),
                    new Answer.KeyReused<>(),
                    new Answer.Busy<>(),
                    new Answer.LockUnavailable<>(),
                    new Answer.DiskFull<>(),
                    new Answer.Unavailable<>())
                .map(this::codeOf))
        .containsExactly(
            "IDEMPOTENCY_KEY_IN_USE",
            "IDEMPOTENCY_KEY_REUSED",
            "BUSY",
            "LOCK_UNAVAILABLE",
            "UNAVAILABLE", // the disk of the database is full, which the message says
            "UNAVAILABLE");
    assertThat(permitted(Answer.class)).hasSize(8); // decided, and halted, which nobody is
  }

  @Test
  void everyOutcomeHasACodeAndOnlyWhoHasACouponIsToldIt() {
    assertThat(permitted(CouponOutcome.class))
        .containsExactly("Issued", "AlreadyIssued", "Refused");
    Envelope<?> issued =
        responses.toEnvelope(new Answer.Decided<>(new CouponOutcome.Issued(COUPON)));
    Envelope<?> already =
        responses.toEnvelope(new Answer.Decided<>(new CouponOutcome.AlreadyIssued(COUPON)));

    assertThat(issued.code()).isEqualTo("01");
    assertThat(issued.status()).isEqualTo(201);
    assertThat(already.code()).isEqualTo("COUPON_ALREADY_ISSUED");
    assertThat(already.result()).isFalse();
    assertThat(already.data()).isNotNull().isEqualTo(issued.data());
  }

  @Test
  void everyRefusalHasACode() {
    assertThat(permitted(Refusal.class).skip(1))
        .containsExactly("NotExistCoupon", "NotStarted", "Finished", "SoldOut");
    assertThat(
            List.of(
                    new Refusal.NotExistCoupon(),
                    new Refusal.NotStarted(Instant.EPOCH),
                    new Refusal.Finished(Instant.EPOCH),
                    new Refusal.SoldOut())
                .stream()
                .map(refusal -> codeOf(new Answer.Decided<>(new CouponOutcome.Refused(refusal)))))
        .containsExactly("NOT_EXIST_COUPON", "NOT_STARTED", "FINISHED", "COUPON_SOLD_OUT");
  }
}
