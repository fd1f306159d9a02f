package io.openbell.testkit.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What clients know: every request they sent with its key, what they were told if anything, and
 * what they were shown. For any number of threads.
 */
public final class ClientLog {
  private final ConcurrentLinkedQueue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Shown> shown = new ConcurrentLinkedQueue<>();

  /**
   * An investment that a client means to make, under one key however often it asks.
   *
   * @param amount won asked for
   * @param allowPartial whether less will do
   */
  public record Request(String user, String key, long product, long amount, boolean allowPartial) {}

  /**
   * One attempt.
   *
   * @param status of HTTP; 0 when no answer came
   * @param code of the envelope; empty when no answer came
   * @param taken won the answer speaks of; 0 when it speaks of none
   */
  public record Entry(
      Request request, Instant sentAt, Instant toldAt, int status, String code, long taken) {

    /** Whether the client was told that it has invested. */
    public boolean accepted() {
      return status == 200 && code.equals("01");
    }

    /** Whether the client knows now what became of it, and has no reason to ask again. */
    public boolean definite() {
      return status == 200 || status >= 400 && status < 500 && status != 409 && status != 429;
    }
  }

  /**
   * A product as read-api showed it.
   *
   * @param current won invested so far
   * @param total won on offer
   */
  public record Shown(Instant at, long product, long current, long total) {}

  /** An attempt has ended, with an answer or without. */
  public void add(Entry entry) {
    entries.add(entry);
  }

  /** A client was shown this. */
  public void add(Shown figures) {
    shown.add(figures);
  }

  /** All attempts, as they ended. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** All that was shown, in order. */
  public List<Shown> shown() {
    return List.copyOf(shown);
  }

  /** Writes a line for each attempt, for whoever has to find out what happened. */
  public void writeTo(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, entries.stream().map(Entry::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
