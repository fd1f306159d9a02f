package io.openbell.write.reconcile;

import java.util.List;

/**
 * Sums that a feature keeps in the database, and what they are made of. A feature that keeps some
 * brings a bean, and {@link Reconciliation} looks at it with all others.
 */
public interface Books {
  /** Most disagreements that are returned: where there is one, there may be thousands. */
  int MOST_NAMED = 100;

  /** Whose sums these are, in one word: the metric's tag {@code of}. */
  String of();

  /**
   * Those that are not what they are made of, at most {@value #MOST_NAMED}. They are found by one
   * statement, which sees one state of the database, whatever is written meanwhile, and locks
   * nothing. Where rows grow without bound it looks at some of them, and the next time at others:
   * see {@link TableWalk}.
   */
  List<Disagreement> disagreements();

  /**
   * A sum that is not what its rows add up to.
   *
   * @param of whose it is
   * @param kept what the database keeps, in words
   * @param added what the rows add up to, in the same words
   */
  record Disagreement(String of, String kept, String added) {}
}
