/** Coupons, first come, first served: the pure decision who gets one. */
@NullMarked
package io.openbell.core.coupon;

import org.jspecify.annotations.NullMarked;
