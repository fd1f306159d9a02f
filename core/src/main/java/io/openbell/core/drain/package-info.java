/**
 * Not ready before gone: whoever routes requests to an instance learns only by its next check that
 * the instance is about to stop.
 */
@NullMarked
package io.openbell.core.drain;

import org.jspecify.annotations.NullMarked;
