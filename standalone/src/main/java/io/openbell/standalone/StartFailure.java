package io.openbell.standalone;

import java.io.Serial;

/** Openbell cannot be started; the message is a sentence for the person who tried. */
final class StartFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message);
  }

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
