package io.openbell.consumer.finalizing;

import java.util.List;
import java.util.Set;

/**
 * What became of a batch.
 *
 * @param dispositions one per message, in their order
 * @param succeeded number of logs that became SUCCESS
 * @param failed number of logs that became FAIL
 * @param skipped number of logs that had left PENDING before
 * @param products whose figures may have changed, now or in an earlier delivery
 */
record Settlement(
    List<Disposition> dispositions, int succeeded, int failed, int skipped, Set<Long> products) {}
