/**
 * Shows a user's own orders, straight from the database, and any order to an operator. Uses core
 * and {@code io.openbell.read}.
 */
@NullMarked
package io.openbell.read.order;

import org.jspecify.annotations.NullMarked;
