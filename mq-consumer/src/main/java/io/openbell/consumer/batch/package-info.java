/**
 * The retrying, isolating batch: takes a feature's messages, has them finalized in one transaction
 * when that works, and answers each by itself. {@code BatchListener} is the way in, {@code Batch}
 * decides what is retried, isolated or given up. Knows no feature: each brings a {@code
 * Finalizing}, and has its container made by {@code BatchContainers}.
 */
@NullMarked
package io.openbell.consumer.batch;

import org.jspecify.annotations.NullMarked;
