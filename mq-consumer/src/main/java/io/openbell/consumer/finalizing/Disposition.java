package io.openbell.consumer.finalizing;

/** What is to be done with a delivery. */
sealed interface Disposition {
  /** Everything in it is final. */
  record Acknowledge() implements Disposition {
    @Override
    public String outcome() {
      return "acknowledged";
    }
  }

  /**
   * It cannot be finalized, at least not all of it.
   *
   * @param reason for the operator
   */
  record DeadLetter(String reason) implements Disposition {
    @Override
    public String outcome() {
      return "dead-letter";
    }
  }

  /** We had to stop: the broker will deliver it again. */
  record Requeue() implements Disposition {
    @Override
    public String outcome() {
      return "requeued";
    }
  }

  /** As a trace tells it. */
  String outcome();
}
