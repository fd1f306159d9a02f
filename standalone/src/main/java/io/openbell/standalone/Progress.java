package io.openbell.standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Whether a start still gets on. However long it takes altogether, it is given up only after a time
 * in which nothing was reached and no service logged a line that it had not logged before.
 */
final class Progress {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Duration patience;
  private final LongSupplier nanos;
  private final Map<ServiceName, LogNews> logs = new LinkedHashMap<>();
  private final long begin;
  private long latest;

  /**
   * Begins now.
   *
   * @param patience longest time without progress
   * @param logs the directory with the services' logs
   */
  Progress(Duration patience, Path logs) {
    this(patience, logs, System::nanoTime);
  }

  Progress(Duration patience, Path logs, LongSupplier nanos) {
    this.patience = patience;
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
    this.latest = begin;
    for (ServiceName service : ServiceName.values()) {
      this.logs.put(service, new LogNews(logs.resolve(service.module() + ".log")));
    }
  }

  /** Something was reached. */
  void made() {
    latest = nanos.getAsLong();
  }

  /**
   * Whether there was none for too long. Looks at the logs.
   *
   * @return true when it is time to give up
   */
  boolean stalled() {
    boolean news = false;
    for (LogNews log : logs.values()) {
      news |= log.look();
    }
    if (news) {
      made();
    }
    return nanos.getAsLong() - latest >= patience.toNanos();
  }

  /**
   * What to say when it is given up because of a service.
   *
   * @param complaint a sentence without its end, such as "write-api was not ready"
   */
  StartFailure failure(String complaint, ServiceName service) {
    LogNews log = Objects.requireNonNull(logs.get(service));
    return new StartFailure(
        "%s, and nothing got on for %d s (OPENBELL_UP_SECONDS changes that). The last line of %s: %s"
            .formatted(complaint, patience.toSeconds(), log.file(), log.lastLine()));
  }

  /** The time since the beginning, as people read it: {@code 11.3 s}. */
  String elapsedText() {
    return String.format(Locale.ROOT, "%.1f s", (nanos.getAsLong() - begin) / 1e9);
  }

  /** Waits a moment before one looks again. */
  void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("The start was interrupted.", e);
    }
  }
}
