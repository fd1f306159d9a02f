package io.openbell.consumer.finalizing;

/** What is to be done with a message. */
sealed interface Verdict {
  /** Everything in it is final: acknowledge it. */
  record Settled() implements Verdict {}

  /**
   * It cannot be finalized, at least not all of it: park it.
   *
   * @param reason for the operator
   */
  record Unfit(String reason) implements Verdict {}

  /** We had to stop: the broker will deliver it again. */
  record Unsettled() implements Verdict {}
}
