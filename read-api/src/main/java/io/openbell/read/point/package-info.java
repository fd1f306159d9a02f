/**
 * Shows a user's own points, straight from the database. Uses core and {@code io.openbell.read}.
 */
@NullMarked
package io.openbell.read.point;

import org.jspecify.annotations.NullMarked;
