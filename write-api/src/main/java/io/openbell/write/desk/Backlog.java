package io.openbell.write.desk;

/** Whether so much is PENDING that nothing more should be taken. */
@FunctionalInterface
public interface Backlog {
  /** True while nothing more should be accepted. */
  boolean isFull();
}
