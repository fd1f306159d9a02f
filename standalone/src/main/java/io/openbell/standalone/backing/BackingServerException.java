package io.openbell.standalone.backing;

import java.io.Serial;

/** A backing server did not start, stop or answer; the message is a sentence for a person. */
public final class BackingServerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a sentence for a person. */
  public BackingServerException(String message) {
    super(message);
  }

  /** The same, with what it began with. */
  public BackingServerException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Where it began: what wraps that says less. */
  static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    // Nobody wraps more often; a circle would never end.
    for (int depth = 0; depth < 100 && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
