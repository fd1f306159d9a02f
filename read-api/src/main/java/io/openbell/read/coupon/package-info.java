/**
 * Coupons for everybody, with what is left a moment ago, and those that a user has. Uses core and
 * {@code io.openbell.read}.
 */
@NullMarked
package io.openbell.read.coupon;

import org.jspecify.annotations.NullMarked;
