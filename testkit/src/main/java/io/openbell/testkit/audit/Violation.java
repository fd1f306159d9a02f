package io.openbell.testkit.audit;

/**
 * An invariant that does not hold.
 *
 * @param invariant its name, {@code I1} to {@code I7} or {@code S1} to {@code S6}, and the rule
 * @param row what breaks it
 */
public record Violation(String invariant, String row) {
  @Override
  public String toString() {
    return invariant + " <- " + row;
  }
}
