package io.openbell.write.desk;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import org.jspecify.annotations.Nullable;

/** What a desk needs to know of a request, whatever it asks for. */
public interface DeskRequest {

  /**
   * Names the limited thing of which this request asks for a part, such as a product. Requests with
   * the same key stand in the same lane.
   */
  long key();

  /**
   * Whether it is refused whenever nothing is left of its key. Only then may the desk refuse it
   * from memory; others are always decided.
   */
  default boolean isRefusedOnceKeyIsExhausted() {
    return true;
  }

  /** Who asks. */
  UserId user();

  /** The key by which a repetition is recognized; null when the client sent none. */
  @Nullable IdempotencyKey idempotencyKey();

  /**
   * Whether it may repeat one that was accepted. Then it is looked up before the desk refuses it
   * from memory. By itself, only what has an idempotency key is a repetition.
   */
  default boolean mayRepeatAnAcceptedOne() {
    return idempotencyKey() != null;
  }

  /** What is asked, to tell a repetition from another request under the same key. */
  RequestFingerprint fingerprint();

  /** For logs and messages; where tracing is on it carries the trace, too. */
  String correlationId();

  /**
   * When waiting ends, in nanoseconds of {@link System#nanoTime}. After that it is answered BUSY,
   * unless it is already being decided.
   */
  long deadline();
}
