package io.openbell.core.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a coupon: the precedence of refusals, the numbers, and what a group does to itself. */
class IssuanceTest {
  private static final Instant OPENS = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant CLOSES = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private record Asking(String user) implements Issuance.Claimant {}

  private static OfferedCoupon coupon(long total, long issued, int perUser) {
    return new OfferedCoupon(total, issued, perUser, OPENS, CLOSES, DAY);
  }

  private static List<Outcome> outcomes(
      OfferedCoupon coupon, Instant now, Map<String, Holding> holdings, String... users) {
    List<Asking> asking = Stream.of(users).map(Asking::new).toList();
    List<Issuance.Decision<Asking>> decisions = Issuance.decide(coupon, now, holdings, asking);
    assertThat(decisions).extracting(Issuance.Decision::claimant).isEqualTo(asking);
    return decisions.stream().map(Issuance.Decision::outcome).toList();
  }

  private static Outcome.Issued issued(long no, int userNo) {
    return new Outcome.Issued(no, userNo, OPENS.plus(DAY));
  }

  private static Outcome.Refused refused(Refusal refusal) {
    return new Outcome.Refused(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    // issued of 10, of which the user has, of 2; asked so long after opening
    "0,  0, -1s, not started",
    "10, 0, -1s, not started",
    "0,  0, 0s,  issued",
    "9,  0, 0s,  issued",
    "9,  1, 0s,  issued",
    "10, 0, 0s,  sold out",
    "10, 1, 0s,  already issued",
    "9,  2, 0s,  already issued",
    "10, 2, 0s,  already issued",
    "0,  0, 24h, finished",
    "10, 0, 24h, finished",
    "9,  1, 24h, already issued",
    "10, 2, 24h, already issued",
    "9,  2, -1s, already issued",
    "9,  0, 23h, issued"
  })
  void ofSeveralReasonsTheFirstIsTold(int issued, int mine, String after, String told) {
    Outcome outcome =
        outcomes(
                coupon(10, issued, 2),
                OPENS.plus(Duration.parse("PT" + after)),
                mine == 0 ? Map.of() : Map.of("kim", new Holding(mine, 7)),
                "kim")
            .get(0);

    switch (told) {
      case "issued" -> assertThat(outcome).isInstanceOf(Outcome.Issued.class);
      case "not started" -> assertThat(outcome).isEqualTo(refused(new Refusal.NotStarted(OPENS)));
      case "finished" -> assertThat(outcome).isEqualTo(refused(new Refusal.Finished(CLOSES)));
      case "already issued" -> assertThat(outcome).isEqualTo(refused(new Refusal.AlreadyIssued(7)));
      default -> assertThat(outcome).isEqualTo(refused(new Refusal.SoldOut()));
    }
  }

  @Test
  void whoAsksTwiceInOneGroupGetsOneAndIsToldItsNumber() {
    assertThat(outcomes(coupon(10, 4, 1), OPENS, Map.of(), "kim", "kim", "lee", "kim"))
        .containsExactly(
            issued(5, 1),
            refused(new Refusal.AlreadyIssued(5)),
            issued(6, 1),
            refused(new Refusal.AlreadyIssued(5)));
  }

  @Test
  void whereAUserMayHaveSeveralTheyAreCounted() {
    assertThat(
            outcomes(
                coupon(10, 4, 3), OPENS, Map.of("kim", new Holding(1, 2)), "kim", "kim", "kim"))
        .containsExactly(issued(5, 2), issued(6, 3), refused(new Refusal.AlreadyIssued(6)));
  }

  @Test
  void theLastOneGoesToWhoCameFirst() {
    assertThat(outcomes(coupon(10, 9, 1), OPENS, Map.of(), "kim", "lee", "kim"))
        .containsExactly(
            issued(10, 1), refused(new Refusal.SoldOut()), refused(new Refusal.AlreadyIssued(10)));
  }

  @Test
  void whatCannotBeIsNotDecidedOn() {
    assertThatIllegalArgumentException().isThrownBy(() -> coupon(10, 11, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> coupon(10, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> coupon(10, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OfferedCoupon(1, 0, 1, OPENS, CLOSES, Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new Holding(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Holding(1, 0));
  }
}
