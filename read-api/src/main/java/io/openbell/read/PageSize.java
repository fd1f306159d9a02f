package io.openbell.read;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/** Documents the parameter that says how many entries a page has; see {@link Page}. */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(schema = @Schema(type = "integer", format = "int32", defaultValue = "20"))
public @interface PageSize {

  /** Of what, and the bounds. */
  @AliasFor(annotation = Parameter.class, attribute = "description")
  String value();
}
