package io.openbell.core.openapi;

import io.openbell.core.api.ApiCode;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents which codes a call can answer besides {@code 01} and {@code INTERNAL_SERVER_ERROR}.
 * From these the call's document gets its responses and their examples.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ErrorCodes {
  /** The codes, in any order. */
  ApiCode[] value();
}
