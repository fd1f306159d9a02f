package io.openbell.read.product;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All products that are not finished, with their figures, at one moment. Each change of any product
 * makes a new version, and each product carries the version that changed it last. Immutable.
 */
final class Snapshot {
  /** Before anything was read. */
  static final Snapshot EMPTY = new Snapshot(0, 0, Map.of());

  private final long version;
  private final long goneIn;
  private final Map<Long, Line> lines;

  private record Line(LiveProduct product, long changedIn) {}

  private Snapshot(long version, long goneIn, Map<Long, Line> lines) {
    this.version = version;
    this.goneIn = goneIn;
    this.lines = lines;
  }

  /** Counts the changes; starts at 0. */
  long version() {
    return version;
  }

  /**
   * The snapshot after this was read, or this one when nothing has changed.
   *
   * @param now by id, newest first
   */
  Snapshot next(Map<Long, LiveProduct> now) {
    long next = version + 1;
    Map<Long, Line> changed = new LinkedHashMap<>();
    boolean same = now.size() == lines.size();
    for (LiveProduct product : now.values()) {
      Line line = lines.get(product.facts().productId());
      boolean kept = line != null && line.product().equals(product);
      same &= kept;
      changed.put(product.facts().productId(), kept ? line : new Line(product, next));
    }
    if (same) {
      return this;
    }
    boolean gone = !changed.keySet().containsAll(lines.keySet());
    return new Snapshot(next, gone ? next : goneIn, changed);
  }

  /**
   * Whether {@link #since} tells whoever has seen this version all that is different now: not when
   * a product has left the snapshot since.
   */
  boolean hasChangesSince(long seen) {
    return seen >= goneIn && seen <= version;
  }

  /** The products that have changed after this version, newest product first. */
  List<LiveProduct> since(long seen) {
    return lines.values().stream()
        .filter(line -> line.changedIn() > seen)
        .map(Line::product)
        .toList();
  }

  /** All of them, newest first. */
  List<LiveProduct> all() {
    return lines.values().stream().map(Line::product).toList();
  }
}
