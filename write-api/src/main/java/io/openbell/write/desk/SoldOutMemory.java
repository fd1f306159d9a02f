package io.openbell.write.desk;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers that nothing is left, so that a crowd that comes too late costs nothing. One request a
 * probe interval passes, to see whether an amount came back.
 */
final class SoldOutMemory {
  private final LongSupplier ticker;
  private final long probeNanos;
  private final AtomicLong nextProbe = new AtomicLong();
  private volatile boolean soldOut;

  SoldOutMemory(LongSupplier ticker, long probeNanos) {
    this.ticker = ticker;
    this.probeNanos = probeNanos;
  }

  /** What a group's commit showed. */
  void learn(boolean nothingLeft) {
    if (nothingLeft) {
      nextProbe.set(ticker.getAsLong() + probeNanos);
    }
    soldOut = nothingLeft;
  }

  boolean isSoldOut() {
    return soldOut;
  }

  /** True for one caller an interval, who then has to look. */
  boolean takeProbe() {
    long due = nextProbe.get();
    long now = ticker.getAsLong();
    return now - due >= 0 && nextProbe.compareAndSet(due, now + probeNanos);
  }
}
