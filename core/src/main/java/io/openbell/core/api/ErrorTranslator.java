package io.openbell.core.api;

import org.jspecify.annotations.Nullable;

/**
 * Translates the errors of one part of a service (its database, the services behind it) into what a
 * client is told. Services contribute them as beans.
 */
@FunctionalInterface
public interface ErrorTranslator {
  /** What a client is told of this error, or null when this translator does not know the error. */
  @Nullable ApiException translate(Throwable error);
}
