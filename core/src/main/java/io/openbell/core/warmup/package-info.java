/**
 * Warm before ready: a crowd comes in the first second, and code that has never run is ten times
 * slower than code that has run ten thousand times.
 */
@NullMarked
package io.openbell.core.warmup;

import org.jspecify.annotations.NullMarked;
