/**
 * Shows a user's own investments, straight from the database. Uses core and {@code
 * io.openbell.read}.
 */
@NullMarked
package io.openbell.read.invest;

import org.jspecify.annotations.NullMarked;
