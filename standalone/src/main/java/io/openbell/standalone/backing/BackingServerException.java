package io.openbell.standalone.backing;

import java.io.Serial;

/** A backing server did not start, stop or answer; the message is a sentence for a person. */
public final class BackingServerException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BackingServerException(String message) {
    super(message);
  }

  BackingServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
