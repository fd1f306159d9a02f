package io.openbell.write.desk;

/** Rolls a transaction back: a guarded UPDATE has not found what was read before it. */
public final class GuardRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Nothing was written. */
  public GuardRefusedException() {
    super("what was decided on has changed meanwhile", null, false, false);
  }
}
