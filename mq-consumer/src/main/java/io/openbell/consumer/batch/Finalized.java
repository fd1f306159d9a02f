package io.openbell.consumer.batch;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one committed transaction did.
 *
 * @param ages of those that became final, since they were accepted, when it began
 * @param skipped how many had left PENDING before
 * @param misfits what was named and is not there as it was named
 */
public record Finalized<P extends Part>(List<Duration> ages, int skipped, Map<P, Misfit> misfits) {

  /** How many became final. */
  public int succeeded() {
    return ages.size();
  }
}
