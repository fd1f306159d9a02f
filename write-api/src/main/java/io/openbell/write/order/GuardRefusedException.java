package io.openbell.write.order;

/** Rolls a transaction back: a guarded UPDATE has not found what was read before. */
final class GuardRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GuardRefusedException() {
    super("what was decided on has changed meanwhile", null, false, false);
  }
}
