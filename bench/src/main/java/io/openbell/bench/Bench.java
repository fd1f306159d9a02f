package io.openbell.bench;

import io.openbell.standalone.backing.BackingServers;
import java.util.List;
import java.util.Set;

/** Runs the comparison: see {@code bench/run}. */
public final class Bench {
  private Bench() {}

  /**
   * The entry point.
   *
   * @param arguments {@code SECONDS REPEATS WARM_UP [part…]}
   */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    Results results = new Results();
    Comparison comparison =
        new Comparison(
            BackingServers.forTests(),
            results,
            Integer.parseInt(words.get(0)),
            Integer.parseInt(words.get(1)),
            Integer.parseInt(words.get(2)));
    Set<String> parts = Set.copyOf(words.subList(3, words.size()));
    if (parts.contains("bell")) {
      comparison.bell();
    }
    if (parts.contains("reads")) {
      comparison.reads();
    }
    if (parts.contains("cold")) {
      comparison.cold();
    }
    if (parts.contains("million")) {
      comparison.million();
    }
    if (parts.contains("memory")) {
      comparison.memory(10);
    }
  }
}
