package io.openbell.write.desk;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers which keys are sold out, so that a crowd that comes too late costs nothing. For each
 * key one request per probe interval passes, to see whether an amount came back.
 */
final class SoldOutMemory {
  private final LongSupplier ticker;
  private final long probeNanos;

  /** For each sold-out key, when the next probe may pass. No other keys are in it. */
  private final ConcurrentHashMap<Long, AtomicLong> nextProbes = new ConcurrentHashMap<>();

  SoldOutMemory(LongSupplier ticker, long probeNanos) {
    this.ticker = ticker;
    this.probeNanos = probeNanos;
  }

  /**
   * Remembers what the commit of a group has shown of a key.
   *
   * @return whether the key is sold out and was not before
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

  /**
   * True when the key is not sold out. Otherwise true for one caller per interval, whose request is
   * the probe.
   */
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
