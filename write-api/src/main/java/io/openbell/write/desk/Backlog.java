package io.openbell.write.desk;

/** Whether too much is PENDING to accept more. */
@FunctionalInterface
public interface Backlog {
  /** True while nothing more should be accepted. */
  boolean isFull();
}
