/**
 * Items of the shop for everybody: a list that is a moment old, and the single item as it is now.
 * Uses core and {@code io.openbell.read}.
 */
@NullMarked
package io.openbell.read.item;

import org.jspecify.annotations.NullMarked;
