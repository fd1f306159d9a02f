/**
 * Finalizing payments of orders: {@code PaymentFinalizer} is what the batch calls, {@code
 * PaymentTable} has its statements, and {@code PointUse} decides which points pay.
 */
@NullMarked
package io.openbell.consumer.order;

import org.jspecify.annotations.NullMarked;
