package io.openbell.core.api;

import org.jspecify.annotations.Nullable;

/**
 * The body of every response: {@code {"result","code","message","data","status"}}.
 *
 * @param result whether the caller got what it asked for
 * @param code {@code 01} on success, otherwise the name of the refusal or error
 * @param message null on success; otherwise a sentence that names the field and the rule
 * @param data what was asked for; null when refused, unless the user has it already
 * @param status equal to the HTTP status
 */
public record Envelope<T extends @Nullable Object>(
    boolean result, String code, @Nullable String message, @Nullable T data, int status) {

  /** Success under HTTP 200. */
  public static <T> Envelope<T> ok(T data) {
    return new Envelope<>(true, ApiCode.OK.wireName(), null, data, ApiCode.OK.status());
  }

  /** Success under HTTP 201: something was registered. */
  public static <T> Envelope<T> created(T data) {
    return new Envelope<>(true, ApiCode.OK.wireName(), null, data, 201);
  }

  /** A refusal or an error, under the code's own status. */
  public static <T> Envelope<T> refused(ApiCode code, String message) {
    return new Envelope<>(false, code.wireName(), message, null, code.status());
  }

  /** A refusal that tells what there is instead. */
  public static <T> Envelope<T> refused(ApiCode code, String message, T data) {
    return new Envelope<>(false, code.wireName(), message, data, code.status());
  }
}
