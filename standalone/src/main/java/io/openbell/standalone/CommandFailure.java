package io.openbell.standalone;

import java.io.Serial;

/** What {@code ./openbell} was asked for is not possible; the message says why. */
final class CommandFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int FAILED = 1;
  private static final int NOT_UNDERSTOOD = 2;

  private final int exitCode;

  CommandFailure(String message) {
    this(message, FAILED);
  }

  private CommandFailure(String message, int exitCode) {
    super("openbell: " + message);
    this.exitCode = exitCode;
  }

  /** The words of the command make no sense. */
  static CommandFailure notUnderstood(String message) {
    return new CommandFailure(message + "\nSee ./openbell help.", NOT_UNDERSTOOD);
  }

  int exitCode() {
    return exitCode;
  }
}
