package io.openbell.write.desk;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import org.jspecify.annotations.Nullable;

/** What a desk needs to know of a request, whatever it asks for. */
public interface DeskRequest {

  /** What is asked for a part of: requests of one key stand in one lane. */
  long key();

  /** Who asks. */
  UserId user();

  /** What makes a repetition known; null when the client brought none. */
  @Nullable IdempotencyKey idempotencyKey();

  /** What is asked, to tell a repetition from another request under the same key. */
  RequestFingerprint fingerprint();

  /** For logs and messages; where tracing is on it carries the trace, too. */
  String correlationId();

  /**
   * Until when it must be decided, in nanoseconds of {@link System#nanoTime}. From then on it is
   * answered BUSY, unless it is being decided.
   */
  long deadline();
}
