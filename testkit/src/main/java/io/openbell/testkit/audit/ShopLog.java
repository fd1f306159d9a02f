package io.openbell.testkit.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the clients of the shop know: every request they sent with its key, what they were told if
 * anything, and what they were shown. For any number of threads.
 */
public final class ShopLog {
  private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Shown> shown = new ConcurrentLinkedQueue<>();

  /** What a client means to have once, under one key however often it asks. */
  public sealed interface Request {
    /** Who asks. */
    String user();

    /** Under which key; it belongs to the user and to the call. */
    String key();

    /** What there has to be of it: won, quantities by item, or the order or coupon it is about. */
    Object asked();
  }

  /**
   * Points to be charged.
   *
   * @param amount won
   */
  public record Charge(String user, String key, long amount) implements Request {
    @Override
    public Object asked() {
      return amount;
    }
  }

  /**
   * Items to be ordered.
   *
   * @param quantities by item
   * @param payNow whether it is to be paid at once
   */
  public record Order(String user, String key, Map<Long, Long> quantities, boolean payNow)
      implements Request {
    @Override
    public Object asked() {
      return quantities;
    }
  }

  /** An order to be paid. */
  public record Pay(String user, String key, UUID order) implements Request {
    @Override
    public Object asked() {
      return order;
    }
  }

  /** An order to be called off. */
  public record Cancel(String user, String key, UUID order) implements Request {
    @Override
    public Object asked() {
      return order;
    }
  }

  /** A coupon to be had, of which a user may have one: so its id is the key. */
  public record Issue(String user, long coupon) implements Request {
    @Override
    public String key() {
      return Long.toString(coupon);
    }

    @Override
    public Object asked() {
      return coupon;
    }
  }

  /**
   * One attempt.
   *
   * @param status of HTTP; 0 when no answer came
   * @param code of the envelope; empty when no answer came
   * @param id of the charge, the order, the payment or the coupon the answer speaks of; empty when
   *     it speaks of none
   */
  public record Attempt(
      Request request, Instant sentAt, Instant toldAt, int status, String code, String id) {

    /** Whether the client was told that it has what it asked for. */
    public boolean accepted() {
      return code.equals("01") || code.equals("COUPON_ALREADY_ISSUED");
    }

    /** Whether the client knows now what became of it, and has no reason to ask again. */
    public boolean definite() {
      return status / 100 == 2 || status / 100 == 4 && status != 409 && status != 429;
    }
  }

  /** The figures of an item as read-api showed them. */
  public record Shown(
      Instant at, long item, long stock, long reserved, long sold, long available) {}

  /** An attempt has ended, with an answer or without. */
  public void add(Attempt attempt) {
    attempts.add(attempt);
  }

  /** A client was shown this. */
  public void add(Shown figures) {
    shown.add(figures);
  }

  /** All attempts, as they ended. */
  public List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** All that was shown, in order. */
  public List<Shown> shown() {
    return List.copyOf(shown);
  }

  /** Writes a line for each attempt, for whoever has to find out what happened. */
  public void writeTo(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, attempts.stream().map(Attempt::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
