package io.openbell.core.order;

import java.util.List;

/** What the decision says of one order. It is taken whole or not at all. */
public sealed interface Outcome {

  /**
   * Reserve all of these, and take the total from the buyer's points if the order is paid now.
   *
   * @param lines by item id
   * @param total the sum of their amounts, in whole won
   */
  record Accepted(List<OrderLine> lines, long total) implements Outcome {
    /**
     * @throws IllegalArgumentException when the total is not what the lines add up to
     * @throws ArithmeticException when they add up to more than a {@code long} holds
     */
    public Accepted {
      lines = List.copyOf(lines);
      if (lines.isEmpty() || total != sum(lines)) {
        throw new IllegalArgumentException("a total of " + total + " for " + lines);
      }
    }

    static long sum(List<OrderLine> lines) {
      return lines.stream().mapToLong(OrderLine::amount).reduce(0, Math::addExact);
    }
  }

  /** Nothing is taken. */
  record Refused(Refusal refusal) implements Outcome {}
}
