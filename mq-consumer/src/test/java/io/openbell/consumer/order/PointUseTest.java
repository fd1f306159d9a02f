package io.openbell.consumer.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openbell.consumer.order.PointUse.Account;
import io.openbell.consumer.order.PointUse.Lot;
import io.openbell.consumer.order.PointUse.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

class PointUseTest {
  private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");

  private static UUID id(int n) {
    return new UUID(0, n);
  }

  private static AcceptedPayment payment(int n, int second, long amount) {
    return new AcceptedPayment(
        id(n),
        id(1_000 + n),
        "ann",
        amount,
        "c-" + n,
        TEN.plusSeconds(second),
        Duration.ZERO,
        true);
  }

  private static Lot lot(int n, long remaining) {
    return new Lot(id(100 + n), "ann", remaining);
  }

  private static Taken taken(int n, long amount) {
    return new Taken(id(100 + n), amount);
  }

  private static List<PointUse> uses(
      long bookedAfter, long version, List<AcceptedPayment> payments, List<Lot> lots) {
    return PointUse.of(new Account("ann", bookedAfter, version), payments, lots, UUID::randomUUID);
  }

  /** 1,000 until day 10 and 1,000 until day 20; 1,500 are used on day 5. */
  @Test
  void theLotThatExpiresFirstIsUsedUpSoThatOnDayElevenNoneOfItExpires() {
    List<PointUse> uses =
        uses(500, 3, List.of(payment(1, 0, 1_500)), List.of(lot(10, 1_000), lot(20, 1_000)));

    assertThat(uses).hasSize(1);
    assertThat(uses.get(0).taken()).containsExactly(taken(10, 1_000), taken(20, 500));
  }

  @Test
  void eachPaymentIsAnEntryOfItsOwnInTheOrderInWhichTheyWereAccepted() {
    AcceptedPayment first = payment(3, 0, 100);
    AcceptedPayment second = payment(1, 1, 50);
    AcceptedPayment third = payment(2, 1, 25);

    List<PointUse> uses = uses(10, 9, List.of(third, second, first), List.of(lot(1, 500)));

    assertThat(uses).extracting(PointUse::payment).containsExactly(first, second, third);
    assertThat(uses).extracting(PointUse::bookedAfter).containsExactly(85L, 35L, 10L);
    assertThat(uses).extracting(PointUse::accountVersion).containsExactly(7L, 8L, 9L);
    assertThat(uses).extracting(PointUse::entryId).doesNotHaveDuplicates();
  }

  @Test
  void aPaymentGoesOnWithTheLotThatTheOneBeforeHasLeft() {
    List<PointUse> uses =
        uses(
            0,
            2,
            List.of(payment(1, 0, 70), payment(2, 1, 50)),
            List.of(lot(1, 40), lot(2, 60), lot(3, 20)));

    assertThat(uses)
        .extracting(PointUse::taken)
        .containsExactly(List.of(taken(1, 40), taken(2, 30)), List.of(taken(2, 30), taken(3, 20)));
  }

  @Test
  void moreThanTheLotsHaveIsRefused() {
    assertThatExceptionOfType(DataIntegrityViolationException.class)
        .isThrownBy(
            () -> uses(0, 2, List.of(payment(1, 0, 60), payment(2, 1, 41)), List.of(lot(1, 100))))
        .withMessageContaining(id(2).toString());
  }

  @Test
  void whateverIsPaidIsTakenOnceAndOfNoLotMoreThanItHasBeforeTheNext() {
    Random random = new Random(11);
    for (int round = 0; round < 1_000; round++) {
      List<Lot> lots = new ArrayList<>();
      for (int n = 0; n < 1 + random.nextInt(6); n++) {
        lots.add(lot(n, 1 + random.nextInt(9)));
      }
      long left = lots.stream().mapToLong(Lot::remaining).sum();
      List<AcceptedPayment> payments = new ArrayList<>();
      for (int n = 0; n < 1 + random.nextInt(5) && left > 0; n++) {
        long amount = 1 + random.nextLong(left);
        payments.add(payment(n, random.nextInt(3), amount));
        left -= amount;
      }

      List<PointUse> uses = uses(left, 100, payments, lots);

      Map<UUID, Long> ofLots = new HashMap<>();
      for (PointUse use : uses) {
        assertThat(use.taken().stream().mapToLong(Taken::amount).sum())
            .isEqualTo(use.payment().amount());
        use.taken().forEach(one -> ofLots.merge(one.lotId(), one.amount(), Math::addExact));
      }
      long paid = payments.stream().mapToLong(AcceptedPayment::amount).sum();
      for (Lot lot : lots) {
        long of = Math.min(paid, lot.remaining());
        assertThat(ofLots.getOrDefault(lot.lotId(), 0L)).isEqualTo(of);
        paid -= of;
      }
    }
  }
}
