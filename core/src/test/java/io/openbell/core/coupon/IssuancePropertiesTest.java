package io.openbell.core.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.coupon.Outcome.Issued;
import io.openbell.core.coupon.Outcome.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** What holds of every decision, whatever is left of a coupon and whoever asks for it. */
@PropertyDefaults(tries = 3000, edgeCases = EdgeCasesMode.NONE) // the ranges are small enough
class IssuancePropertiesTest {
  private static final Instant OPENS = Instant.parse("2026-11-20T10:00:00Z");
  private static final Duration OPEN = Duration.ofHours(1);
  private static final Duration VALID = Duration.ofDays(1);

  private record Asking(String user) implements Issuance.Claimant {}

  /**
   * A coupon and who asks for it, in arrival order.
   *
   * @param owners who has it already, by number
   */
  private record Rush(
      long total, int perUser, List<String> owners, Instant now, List<String> users) {

    List<Outcome> decide() {
      return Issuance.decide(
              new OfferedCoupon(total, owners.size(), perUser, OPENS, OPENS.plus(OPEN), VALID),
              now,
              holdings(),
              users.stream().map(Asking::new).toList())
          .stream()
          .map(Issuance.Decision::outcome)
          .toList();
    }

    private Map<String, Holding> holdings() {
      Map<String, Holding> holdings = new HashMap<>();
      for (int i = 0; i < owners.size(); i++) {
        int count = Collections.frequency(owners.subList(0, i + 1), owners.get(i));
        holdings.put(owners.get(i), new Holding(count, i + 1));
      }
      return holdings;
    }

    /** What is there after the first of those who ask were decided. */
    private Rush after(List<Outcome> outcomes) {
      List<String> all = new ArrayList<>(owners);
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i) instanceof Issued) {
          all.add(users.get(i));
        }
      }
      return new Rush(total, perUser, all, now, users.subList(outcomes.size(), users.size()));
    }
  }

  @Provide
  Arbitrary<Rush> rushes() {
    Arbitrary<String> users = Arbitraries.of("kim", "lee", "park", "choi", "han");
    return Combinators.combine(
            Arbitraries.longs().between(1, 12),
            Arbitraries.integers().between(1, 3),
            users.list().ofMaxSize(12),
            Arbitraries.longs().between(-10, 70).map(m -> OPENS.plus(Duration.ofMinutes(m))),
            users.list().ofMaxSize(20))
        .as(
            (total, perUser, owners, now, asking) ->
                new Rush(total, perUser, possible(owners, total, perUser), now, asking));
  }

  /** Of these those who can have got one. */
  private static List<String> possible(List<String> owners, long total, int perUser) {
    List<String> possible = new ArrayList<>();
    for (String owner : owners) {
      if (possible.size() < total && Collections.frequency(possible, owner) < perUser) {
        possible.add(owner);
      }
    }
    return possible;
  }

  @Property
  void everyGroupIsDecidedAsTheModelSays(@ForAll("rushes") Rush rush) {
    List<String> owners = new ArrayList<>(rush.owners()); // by number
    List<Outcome> expected = new ArrayList<>();
    for (String user : rush.users()) {
      boolean isOpen = !rush.now().isBefore(OPENS) && rush.now().isBefore(OPENS.plus(OPEN));
      int has = Collections.frequency(owners, user);
      if (isOpen && owners.size() < rush.total() && has < rush.perUser()) {
        owners.add(user);
        expected.add(new Issued(owners.size(), has + 1, rush.now().plus(VALID)));
      } else if (has > 0) {
        expected.add(new Refused(new Refusal.AlreadyIssued(owners.lastIndexOf(user) + 1L)));
      } else if (rush.now().isBefore(OPENS)) {
        expected.add(new Refused(new Refusal.NotStarted(OPENS)));
      } else {
        expected.add(
            new Refused(isOpen ? new Refusal.SoldOut() : new Refusal.Finished(OPENS.plus(OPEN))));
      }
    }

    assertThat(rush.decide()).isEqualTo(expected);
  }

  @Property
  void numbersRunOnWithoutGapsUpToTheTotal(@ForAll("rushes") Rush rush) {
    List<Long> numbers =
        rush.decide().stream()
            .filter(Issued.class::isInstance)
            .map(outcome -> ((Issued) outcome).no())
            .toList();

    long first = rush.owners().size() + 1L;
    assertThat(numbers).isEqualTo(LongStream.range(first, first + numbers.size()).boxed().toList());
    assertThat(first - 1 + numbers.size()).isLessThanOrEqualTo(rush.total());
  }

  @Property
  void aGroupIsDecidedAsIfItHadBeenTwo(@ForAll("rushes") Rush rush) {
    List<Outcome> whole = rush.decide();
    List<Outcome> halves =
        new ArrayList<>(whole.subList(0, rush.users().size() / 2)); // whom nobody later changes

    halves.addAll(rush.after(halves).decide());

    assertThat(halves).isEqualTo(whole);
  }
}
