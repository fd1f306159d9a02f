package io.openbell.read;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands where a test sets it, and knows which thread looked last. */
public final class SetClock extends Clock {
  public static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private volatile Instant now = NOON;
  private volatile String lastReader = "";

  public void set(Instant now) {
    this.now = now;
  }

  public String lastReader() {
    return lastReader;
  }

  @Override
  public Instant instant() {
    lastReader = Thread.currentThread().getName();
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
