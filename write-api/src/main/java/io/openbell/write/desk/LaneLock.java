package io.openbell.write.desk;

/**
 * The distributed lock of a lane. It keeps instances out of each other's way. What may be written
 * is decided by the database alone, because a paused holder's lease can run out.
 */
interface LaneLock {

  /**
   * Runs the work while holding the lock.
   *
   * @param lane desk and lane, such as {@code invest:3}
   * @throws LockUnavailableException when the lock could not be had; the work has not run
   */
  void holding(String lane, Runnable work) throws LockUnavailableException;

  /** The lock could not be had. */
  final class LockUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    LockUnavailableException(String reason) {
      super(reason, null, false, false);
    }
  }
}
