package io.openbell.core.api;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads UUIDs to the letter; {@link UUID#fromString} would also take {@code 1-1-1-1-1}. */
public final class Uuids {
  private static final Pattern WELL_FORMED =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Uuids() {}

  /** The UUID this text is, nothing when it is none. */
  public static Optional<UUID> read(String text) {
    return WELL_FORMED.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  /**
   * A UUID of the path of a call that has a body; why it is taken as text, see {@link
   * WholeNumbers#inPath}.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public static UUID inPath(String field, String text) {
    return read(text).orElseThrow(() -> ApiException.invalid(field, "must be a UUID"));
  }
}
