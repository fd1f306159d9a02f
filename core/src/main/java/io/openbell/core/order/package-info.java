/** Orders: their states, and the pure decision what is sold to whom. */
@NullMarked
package io.openbell.core.order;

import org.jspecify.annotations.NullMarked;
