/**
 * Finalizing: from a batch of messages to committed totals. {@code BatchListener} is the way in;
 * {@code Settler} decides what is retried, isolated or given up, {@code Finalizer} alone writes to
 * the database, {@code Parking} keeps what cannot be finalized for an operator, who gets at it
 * through {@code DeadLettersEndpoint}.
 */
@NullMarked
package io.openbell.consumer.finalizing;

import org.jspecify.annotations.NullMarked;
