/** Items of the shop: how one stands, and how clients are told. Uses the contract's words only. */
@NullMarked
package io.openbell.core.item;

import org.jspecify.annotations.NullMarked;
