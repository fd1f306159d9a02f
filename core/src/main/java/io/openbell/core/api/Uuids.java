package io.openbell.core.api;

import java.util.UUID;
import java.util.regex.Pattern;

/** Reads UUIDs to the letter; {@link UUID#fromString} would also take {@code 1-1-1-1-1}. */
public final class Uuids {
  private static final Pattern WELL_FORMED =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Uuids() {}

  /**
   * A UUID of the path, which the controller takes as text: why, see {@link WholeNumbers#inPath}.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public static UUID inPath(String field, String text) {
    if (WELL_FORMED.matcher(text).matches()) {
      return UUID.fromString(text);
    }
    throw ApiException.invalid(field, "must be a UUID");
  }
}
