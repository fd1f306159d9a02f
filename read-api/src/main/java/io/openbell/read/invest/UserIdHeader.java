package io.openbell.read.invest;

import io.openbell.core.api.ApiHeaders;
import io.openbell.core.request.UserId;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Documents the header that says who asks; 400 {@code MISSING_X_USER_ID} without it. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
    name = ApiHeaders.USER_ID,
    in = ParameterIn.HEADER,
    required = true,
    description = "Who asks: not blank, UTF-8, no control characters",
    schema = @Schema(type = "string", minLength = 1, maxLength = UserId.MAX_LENGTH),
    example = "user-1")
@interface UserIdHeader {}
