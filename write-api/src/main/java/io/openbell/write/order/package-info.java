/**
 * Orders over several items: placing them at the desk, paying, cancelling, and expiring those that
 * nobody pays. Whoever changes rows here locks items by id, then point accounts by user, then the
 * rest.
 */
@NullMarked
package io.openbell.write.order;

import org.jspecify.annotations.NullMarked;
