/** Invests in a product nobody can see until this instance is fast, then removes every trace. */
@NullMarked
package io.openbell.write.warmup;

import org.jspecify.annotations.NullMarked;
