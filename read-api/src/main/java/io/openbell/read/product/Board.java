package io.openbell.read.product;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How all products not finished stand, and since when: each change of any of them makes a new
 * version, and each product carries the version that changed it last. Immutable.
 */
final class Board {
  /** Of a board that knows nothing yet. */
  static final Board EMPTY = new Board(0, 0, Map.of());

  private final long version;
  private final long goneIn;
  private final Map<Long, Line> lines;

  private record Line(ProductStanding standing, long changedIn) {}

  private Board(long version, long goneIn, Map<Long, Line> lines) {
    this.version = version;
    this.goneIn = goneIn;
    this.lines = lines;
  }

  /** Counts the changes; starts at 0. */
  long version() {
    return version;
  }

  /**
   * The board after this was read, or this one when nothing has changed.
   *
   * @param now by id, newest first
   */
  Board next(Map<Long, ProductStanding> now) {
    long next = version + 1;
    Map<Long, Line> changed = new LinkedHashMap<>();
    boolean same = now.size() == lines.size();
    for (ProductStanding standing : now.values()) {
      Line line = lines.get(standing.facts().productId());
      boolean kept = line != null && line.standing().equals(standing);
      same &= kept;
      changed.put(standing.facts().productId(), kept ? line : new Line(standing, next));
    }
    if (same) {
      return this;
    }
    boolean gone = !changed.keySet().containsAll(lines.keySet());
    return new Board(next, gone ? next : goneIn, changed);
  }

  /**
   * Whether {@link #since} tells whoever has seen this version all that is different now: not when
   * a product has left the board since.
   */
  boolean hasChangesSince(long seen) {
    return seen >= goneIn && seen <= version;
  }

  /** The products that have changed after this version, newest product first. */
  List<ProductStanding> since(long seen) {
    return lines.values().stream()
        .filter(line -> line.changedIn() > seen)
        .map(Line::standing)
        .toList();
  }

  /** All of them, newest first. */
  List<ProductStanding> all() {
    return lines.values().stream().map(Line::standing).toList();
  }
}
