package io.openbell.consumer.order;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * A payment as an entry of its user's points.
 *
 * @param bookedAfter what is booked after it
 * @param accountVersion the change of the account that it is
 * @param taken of which lots; together the payment's amount
 */
record PointUse(
    UUID entryId,
    AcceptedPayment payment,
    long bookedAfter,
    long accountVersion,
    List<Taken> taken) {
  private static final Comparator<AcceptedPayment> AS_ACCEPTED =
      Comparator.comparing(AcceptedPayment::acceptedAt).thenComparing(AcceptedPayment::paymentId);

  /**
   * A user's account when all the payments are taken from what is booked.
   *
   * @param version one more for each of them
   */
  record Account(String userId, long booked, long version) {}

  /** What is left of a user's lot. */
  record Lot(UUID lotId, String userId, long remaining) {}

  /** What a payment takes of a lot. */
  record Taken(UUID lotId, long amount) {}

  /**
   * The payments of one user, in the order in which they were accepted, each taken from the lots
   * that expire first.
   *
   * @param lots in the order in which they expire. One that has expired and is still there has
   *     waited for these payments: it counts like any other
   * @throws DataIntegrityViolationException when the lots are less than the payments
   */
  static List<PointUse> of(
      Account after, List<AcceptedPayment> payments, List<Lot> lots, Supplier<UUID> ids) {
    long booked =
        payments.stream().mapToLong(AcceptedPayment::amount).reduce(after.booked(), Math::addExact);
    long version = after.version() - payments.size();
    Purse purse = new Purse(lots);
    List<PointUse> uses = new ArrayList<>(payments.size());
    for (AcceptedPayment payment : payments.stream().sorted(AS_ACCEPTED).toList()) {
      booked -= payment.amount();
      version++;
      uses.add(new PointUse(ids.get(), payment, booked, version, purse.take(payment)));
    }
    return uses;
  }

  /** What is left of the lots, from the one on of which something is. */
  private static final class Purse {
    private final List<Lot> lots;
    private int first;
    private long takenOfFirst;

    Purse(List<Lot> lots) {
      this.lots = lots;
    }

    List<Taken> take(AcceptedPayment payment) {
      List<Taken> taken = new ArrayList<>(1);
      long missing = payment.amount();
      while (missing > 0) {
        if (first == lots.size()) {
          throw new DataIntegrityViolationException(
              "the user's lots do not cover payment " + payment.paymentId());
        }
        Lot lot = lots.get(first);
        long amount = Math.min(missing, lot.remaining() - takenOfFirst);
        taken.add(new Taken(lot.lotId(), amount));
        missing -= amount;
        takenOfFirst += amount;
        if (takenOfFirst == lot.remaining()) {
          first++;
          takenOfFirst = 0;
        }
      }
      return taken;
    }
  }
}
