package io.openbell.core.api;

import org.jspecify.annotations.Nullable;

/**
 * Knows errors of one part of a service (its database, its upstreams) and what a client is to be
 * told of them. Services contribute them as beans.
 */
@FunctionalInterface
public interface ErrorTranslator {
  /** The answer to this error, or null when the error is none of this translator's. */
  @Nullable ApiException translate(Throwable error);
}
