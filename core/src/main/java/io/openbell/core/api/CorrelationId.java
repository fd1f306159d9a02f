package io.openbell.core.api;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The id that follows one request through the logs of every service. A client may bring its own (at
 * most 64 of letters, digits, {@code - _ .}); anything else is replaced, so that no client writes
 * into our logs.
 */
public final class CorrelationId {
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private CorrelationId() {}

  /** The client's id when well-formed, otherwise a new one of 16 hex digits. */
  public static String of(@Nullable String given) {
    return of(given, CorrelationId::random);
  }

  /** The client's id when well-formed, otherwise this one. */
  static String of(@Nullable String given, Supplier<String> otherwise) {
    return given != null && WELL_FORMED.matcher(given).matches() ? given : otherwise.get();
  }

  static String random() {
    String hex = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return "0".repeat(16 - hex.length()) + hex;
  }
}
