package io.openbell.write.desk;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A feature and its surroundings without servers, for the real {@link Desk}: something is sold of
 * which there are so many of each key. The numbers are not guarded against threads, so two groups
 * at once lose some.
 */
final class InMemory {
  static final long KEY = 7;

  /** A user who is recognized without a key: who asks again has what was got before. */
  static final String REGULAR = "regular";

  private static final Duration SECOND = Duration.ofSeconds(1);

  private InMemory() {}

  /** Asks for some of a key. */
  record Ask(
      long key, UserId user, long amount, @Nullable IdempotencyKey idempotencyKey, long deadline)
      implements DeskRequest {
    Ask(long key, UserId user, long amount, @Nullable IdempotencyKey idempotencyKey) {
      this(key, user, amount, idempotencyKey, System.nanoTime() + Duration.ofHours(1).toNanos());
    }

    @Override
    public RequestFingerprint fingerprint() {
      return new RequestFingerprint(key + ":" + amount);
    }

    /** Who asks for none gets it, also of what is gone. */
    @Override
    public boolean isRefusedOnceKeyIsExhausted() {
      return amount > 0;
    }

    @Override
    public boolean mayRepeatAnAcceptedOne() {
      return idempotencyKey != null || user.value().equals(REGULAR);
    }

    @Override
    public String correlationId() {
      return user.value();
    }
  }

  static Ask ask(String user, long amount) {
    return ask(KEY, user, amount);
  }

  static Ask ask(long key, String user, long amount) {
    return new Ask(key, new UserId(user), amount, null);
  }

  static DeskProperties properties(int maxGroup, int maxQueue) {
    Duration linger = Duration.ofMillis(1);
    Duration hour = Duration.ofHours(1);
    return new DeskProperties(
        1, maxGroup, linger, maxQueue, hour, 1, SECOND, hour, SECOND, hour, SECOND, 1_000);
  }

  static Desk<Ask, Boolean> desk(
      LaneLock lock,
      GroupCommit<Ask, Boolean> sale,
      Executor executor,
      IntSupplier waiting,
      DeskProperties properties) {
    return new Desk<>("sale", sale, () -> false, equipment(lock, executor, waiting, properties));
  }

  static Equipment equipment(
      LaneLock lock, Executor executor, IntSupplier waiting, DeskProperties properties) {
    return new Equipment(
        lock,
        executor,
        System::nanoTime,
        waiting,
        () -> false,
        new NoMeters(properties),
        properties);
  }

  /** Always to be had, and held by nobody else. */
  static final LaneLock FREE = (lane, work) -> work.run();

  /** Sells the same number of every key; decides true for who gets what was asked for. */
  static class Sale implements GroupCommit<Ask, Boolean> {
    private final long total;
    private final Consumer<String> announced;
    private final Map<Long, Long> sold = new HashMap<>();
    private final Map<IdempotencyKey, Ask> known = new HashMap<>();

    /** The keys of which {@link #REGULAR} has got something. */
    private final Set<Long> served = new HashSet<>();

    Sale(long total) {
      this(total, user -> {});
    }

    /**
     * A sale.
     *
     * @param announced told of every user who got something
     */
    Sale(long total, Consumer<String> announced) {
      this.total = total;
      this.announced = announced;
    }

    @Override
    public CommittedGroup commit(List<GroupEntry<Ask, Boolean>> group) {
      List<String> users = new ArrayList<>();
      for (GroupEntry<Ask, Boolean> entry : replay(group)) {
        Ask ask = entry.request();
        long after = sold.getOrDefault(ask.key(), 0L) + ask.amount();
        entry.decide(after <= total);
        if (after <= total) {
          sold.put(ask.key(), after);
          users.add(ask.user().value());
          if (ask.user().value().equals(REGULAR)) {
            served.add(ask.key());
          }
          if (ask.idempotencyKey() != null) {
            known.put(ask.idempotencyKey(), ask);
          }
        }
      }
      Set<Long> exhausted =
          group.stream()
              .map(entry -> entry.request().key())
              .filter(key -> sold.getOrDefault(key, 0L) == total)
              .collect(Collectors.toSet());
      return new CommittedGroup(exhausted, () -> {}, () -> users.forEach(announced));
    }

    @Override
    public List<GroupEntry<Ask, Boolean>> replay(List<GroupEntry<Ask, Boolean>> group) {
      List<GroupEntry<Ask, Boolean>> fresh = new ArrayList<>();
      for (GroupEntry<Ask, Boolean> entry : group) {
        IdempotencyKey key = entry.request().idempotencyKey();
        Ask first = key == null ? null : known.get(key);
        if (first == null && isServed(entry.request())) {
          entry.decide(true);
        } else if (first == null) {
          fresh.add(entry);
        } else if (first.fingerprint().equals(entry.request().fingerprint())) {
          entry.decide(true);
        } else {
          entry.answer(new Answer.KeyReused<>());
        }
      }
      return fresh;
    }

    private boolean isServed(Ask ask) {
      return ask.user().value().equals(REGULAR) && served.contains(ask.key());
    }

    @Override
    public Boolean exhausted(Ask ask) {
      return false;
    }
  }

  private static final class NoMeters extends DeskMeters {
    NoMeters(DeskProperties properties) {
      super(new SimpleMeterRegistry(), properties);
    }

    @Override
    void taken(List<? extends GroupEntry<?, ?>> group, long now) {}

    @Override
    void grouped(int size) {}

    @Override
    void committed(long nanos) {}
  }
}
