package io.openbell.write.desk;

/**
 * A group could not be committed: at each attempt, what it was decided on had changed before the
 * commit.
 */
public final class GroupContendedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Nothing was written. */
  public GroupContendedException() {
    super("what the group was decided on has changed meanwhile", null, false, false);
  }
}
