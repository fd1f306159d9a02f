/**
 * Investing: the words, the pure admission decision, the invest log and user totals, and the
 * queries that show them.
 */
@NullMarked
package io.openbell.core.invest;

import org.jspecify.annotations.NullMarked;
