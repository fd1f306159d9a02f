/**
 * Orders over several items: placing them at the desk, paying, cancelling, and expiring those that
 * nobody pays. Whoever changes rows here locks point accounts by user, then orders and the rest,
 * and last items by id.
 */
@NullMarked
package io.openbell.write.order;

import org.jspecify.annotations.NullMarked;
