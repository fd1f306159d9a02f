package io.openbell.core.broker;

import org.jspecify.annotations.Nullable;

/** A message that no retry will make readable. It belongs into the dead-letter queue. */
public final class UnreadableMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Because of this, which an operator will read. */
  public UnreadableMessageException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
