/**
 * Items of the shop for who runs it: registering and changing them, and moving their stock. Plain
 * transactions; orders have a desk, these have none.
 */
@NullMarked
package io.openbell.write.item;

import org.jspecify.annotations.NullMarked;
