/**
 * Stops without lost requests: an instance first says that it is not ready, and answers on for a
 * while, because whoever routes requests to it learns that only by the next check.
 */
@NullMarked
package io.openbell.core.drain;

import org.jspecify.annotations.NullMarked;
