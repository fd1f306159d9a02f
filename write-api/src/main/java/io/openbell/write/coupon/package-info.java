/**
 * Coupons, first come, first served: registering them, and issuing them at the desk. Whoever
 * changes rows here locks coupons by id before anything else.
 */
@NullMarked
package io.openbell.write.coupon;

import org.jspecify.annotations.NullMarked;
