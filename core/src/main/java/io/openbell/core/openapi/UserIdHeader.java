package io.openbell.core.openapi;

import io.openbell.core.request.UserId;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents the header {@code X-USER-ID}, which says who asks. The framework is told that it may be
 * missing, because {@link UserId#ofHeader} answers that with a code of its own.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    required = true,
    description = "Who asks: not blank, UTF-8, no control characters",
    schema = @Schema(type = "string", minLength = 1, maxLength = UserId.MAX_LENGTH),
    example = "user-1")
public @interface UserIdHeader {}
