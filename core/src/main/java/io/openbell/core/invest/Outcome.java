package io.openbell.core.invest;

/** What the decision says of one request. */
public sealed interface Outcome {
  /** Won to reserve; 0 when nothing is. */
  long reserved();

  /** Reserve this many won. Positive; less than asked only when the request allowed it. */
  record Accepted(long amount) implements Outcome {
    /**
     * @throws IllegalArgumentException when the amount is not positive: accepting it would put more
     *     on offer than there is
     */
    public Accepted {
      if (amount <= 0) {
        throw new IllegalArgumentException("accepted amount " + amount);
      }
    }

    @Override
    public long reserved() {
      return amount;
    }
  }

  /** Nothing is reserved. */
  record Refused(Refusal refusal) implements Outcome {
    @Override
    public long reserved() {
      return 0;
    }
  }
}
