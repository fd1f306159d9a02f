package io.openbell.write.desk;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.invest.Admission;
import io.openbell.core.invest.Offer;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Desk} works with, without servers: the real queue and hand-over, and a transaction
 * that is one number. The number is not guarded against threads, so two groups at once lose money.
 */
final class InMemory {
  static final long PRODUCT = 7;
  private static final Instant NOW = Instant.EPOCH;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final DeskMeters NO_METERS = new NoMeters(properties(1, 1));

  private InMemory() {}

  static InvestRequest request(String user, long amount) {
    return new InvestRequest(PRODUCT, new UserId(user), amount, false, null, user);
  }

  static DeskProperties properties(int maxGroup, int maxQueue) {
    Duration linger = Duration.ofMillis(1);
    Duration hour = Duration.ofHours(1);
    return new DeskProperties(
        maxGroup, linger, maxQueue, hour, 1, SECOND, hour, SECOND, hour, SECOND, 1_000);
  }

  static Desk desk(
      Lock lock,
      Groups groups,
      GroupListener listener,
      Executor executor,
      IntSupplier waiting,
      DeskProperties properties) {
    return new Desk(
        PRODUCT,
        new Desk.Equipment(
            lock, groups, null, listener, executor, System::nanoTime, waiting, properties),
        NO_METERS,
        () -> {});
  }

  /** Always to be had, and held by nobody else. */
  static class Lock extends ProductLock {
    Lock(DeskProperties properties) {
      super(null, null, properties);
    }

    @Override
    void holding(long productId, Runnable work) throws LockUnavailableException {
      work.run();
    }
  }

  /** Decides as the real one does. */
  static class Groups extends GroupTransaction {
    private final long total;
    private long reserved;

    Groups(long total, DeskProperties properties) {
      super(null, null, null, null, null, properties);
      this.total = total;
    }

    @Override
    CommittedGroup commit(long productId, List<InvestRequest> group) {
      Offer offer = new Offer(total, reserved, NOW, NOW.plusSeconds(1));
      List<Answer> answers = new ArrayList<>();
      List<InvestmentsAccepted.Investment> accepted = new ArrayList<>();
      List<Outcome> outcomes = Admission.decide(offer, NOW, group);
      for (int i = 0; i < outcomes.size(); i++) {
        if (outcomes.get(i) instanceof Outcome.Accepted taken) {
          String user = group.get(i).user().value();
          reserved += taken.amount();
          answers.add(new Answer.Invested(taken.amount()));
          accepted.add(new InvestmentsAccepted.Investment(i, user, taken.amount(), user, NOW));
        } else {
          answers.add(new Answer.Refused(((Outcome.Refused) outcomes.get(i)).refusal()));
        }
      }
      return new CommittedGroup(
          answers,
          accepted.isEmpty() ? null : new InvestmentsAccepted("g", productId, NOW, accepted),
          null,
          reserved == total ? CommittedGroup.Standing.SOLD_OUT : CommittedGroup.Standing.ON_OFFER);
    }

    @Override
    List<@Nullable Answer> replay(List<InvestRequest> requests) {
      List<@Nullable Answer> nothingKnown = new ArrayList<>();
      requests.forEach(request -> nothingKnown.add(null));
      return nothingKnown;
    }
  }

  private static final class NoMeters extends DeskMeters {
    NoMeters(DeskProperties properties) {
      super(new SimpleMeterRegistry(), properties);
    }

    @Override
    void taken(List<WaitingRequest> requests, long now) {}

    @Override
    void grouped(int size) {}

    @Override
    void committed(long nanos) {}
  }
}
