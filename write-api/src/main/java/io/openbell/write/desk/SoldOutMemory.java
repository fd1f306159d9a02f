package io.openbell.write.desk;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers of which keys nothing is left, so that a crowd that comes too late costs nothing. One
 * request a key and probe interval passes, to see whether something came back.
 */
final class SoldOutMemory {
  private final LongSupplier ticker;
  private final long probeNanos;

  /** When the next probe of a key may pass; of keys that have nothing left, and no others. */
  private final ConcurrentHashMap<Long, AtomicLong> nextProbes = new ConcurrentHashMap<>();

  SoldOutMemory(LongSupplier ticker, long probeNanos) {
    this.ticker = ticker;
    this.probeNanos = probeNanos;
  }

  /**
   * What a group's commit showed of a key.
   *
   * @return whether that nothing is left is news
   */
  boolean learn(long key, boolean nothingLeft) {
    if (!nothingLeft) {
      nextProbes.remove(key);
      return false;
    }
    long next = ticker.getAsLong() + probeNanos;
    AtomicLong known = nextProbes.putIfAbsent(key, new AtomicLong(next));
    if (known != null) {
      known.set(next);
    }
    return known == null;
  }

  boolean isSoldOut(long key) {
    return nextProbes.containsKey(key);
  }

  /** True for one caller a key and interval, who then has to look; true when it is not sold out. */
  boolean takeProbe(long key) {
    AtomicLong next = nextProbes.get(key);
    if (next == null) {
      return true;
    }
    long due = next.get();
    long now = ticker.getAsLong();
    return now - due >= 0 && next.compareAndSet(due, now + probeNanos);
  }
}
