/**
 * Finalizing investments: {@code Finalizer} is what the batch calls, and alone writes to the
 * database; {@code FiguresUpdate} shows what was committed.
 */
@NullMarked
package io.openbell.consumer.invest;

import org.jspecify.annotations.NullMarked;
