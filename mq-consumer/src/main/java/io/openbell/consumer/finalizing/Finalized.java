package io.openbell.consumer.finalizing;

import java.util.Set;

/**
 * What one committed transaction did.
 *
 * @param succeeded number of logs that became SUCCESS
 * @param skipped number of logs that had left PENDING before
 * @param unknown log ids that the database does not have
 * @param products of the logs it does have
 */
record Finalized(int succeeded, int skipped, Set<Long> unknown, Set<Long> products) {}
