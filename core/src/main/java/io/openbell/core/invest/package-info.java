/** Investing: the words, and the pure admission decision. */
@NullMarked
package io.openbell.core.invest;

import org.jspecify.annotations.NullMarked;
