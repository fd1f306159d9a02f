package io.openbell.read.order;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads ids of orders to the letter; {@link UUID#fromString} would also take {@code 1-1-1-1-1}. */
final class OrderId {
  private static final Pattern WELL_FORMED =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private OrderId() {}

  /** The id this text is, nothing when it can be none. */
  static Optional<UUID> read(String text) {
    return WELL_FORMED.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }
}
