/** The Redis connection of locks and live figures, from {@code openbell.redis.*}. */
@NullMarked
package io.openbell.core.redis;

import org.jspecify.annotations.NullMarked;
