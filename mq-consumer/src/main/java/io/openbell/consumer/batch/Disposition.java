package io.openbell.consumer.batch;

import java.util.function.Consumer;

/** What is to be done with a delivery. */
sealed interface Disposition {
  /** Everything in it is final. */
  record Acknowledge() implements Disposition {
    @Override
    public String outcome() {
      return "acknowledged";
    }

    @Override
    public void match(Runnable acknowledge, Consumer<String> deadLetter, Runnable requeue) {
      acknowledge.run();
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

    @Override
    public void match(Runnable acknowledge, Consumer<String> deadLetter, Runnable requeue) {
      deadLetter.accept(reason);
    }
  }

  /** We had to stop: the broker will deliver it again. */
  record Requeue() implements Disposition {
    @Override
    public String outcome() {
      return "requeued";
    }

    @Override
    public void match(Runnable acknowledge, Consumer<String> deadLetter, Runnable requeue) {
      requeue.run();
    }
  }

  /** As a trace tells it. */
  String outcome();

  /** Goes the branch of its kind. Another kind would not compile before every user has one. */
  void match(Runnable acknowledge, Consumer<String> deadLetter, Runnable requeue);
}
