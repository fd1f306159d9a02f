package io.openbell.consumer.finalizing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one committed transaction did.
 *
 * @param ages of the logs that became SUCCESS, since they were accepted, when it began
 * @param skipped number of logs that had left PENDING before
 * @param unknown log ids that the database does not have
 * @param others what was named and whose id another investment has now, with what differs
 * @param products of the logs that were named
 */
record Finalized(
    List<Duration> ages,
    int skipped,
    Set<Long> unknown,
    Map<NamedLog, List<String>> others,
    Set<Long> products) {

  /** Number of logs that became SUCCESS. */
  int succeeded() {
    return ages.size();
  }
}
