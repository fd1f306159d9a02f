package io.openbell.core.api;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads request bodies strictly. A number must be written as a number, and as a whole one where the
 * field is a whole number; unknown and repeated fields are refused. When a body breaks a rule, the
 * message names the field and the rule.
 */
@Configuration(proxyBeanMethods = false)
class JsonRules {
  private static final String WHOLE_NUMBER =
      "must be a whole number of at most 9223372036854775807, without quotes or fraction";

  @Bean
  JsonMapperBuilderCustomizer strictMapper() {
    return builder ->
        builder
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Boolean, JsonRules::noText)
            .withCoercionConfig(LogicalType.Integer, JsonRules::noText)
            .withCoercionConfig(
                LogicalType.Textual,
                text ->
                    text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
  }

  // An empty or blank text would be taken for null.
  private static void noText(MutableCoercionConfig type) {
    type.setAcceptBlankAsEmpty(false)
        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.String, CoercionAction.Fail);
  }

  @Bean
  JsonFactoryBuilderCustomizer strictFactory() {
    return builder -> builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
  }

  /** {@code field: rule} for a body that could not be read. */
  static String messageFor(JacksonException error) {
    String field = fieldOf(error);
    if (error instanceof UnrecognizedPropertyException) {
      return field + ": is not a known field";
    }
    if (error instanceof InputCoercionException) {
      return field + ": " + WHOLE_NUMBER;
    }
    if (begins(error, "Trailing token")) {
      return "body: must be well-formed JSON";
    }
    if (error instanceof MismatchedInputException mismatch) {
      return field + ": " + ruleFor(mismatch.getTargetType());
    }
    if (error.getCause() instanceof ApiException cause && cause.getMessage() != null) {
      return field + ": " + cause.getMessage();
    }
    if (error instanceof DatabindException) {
      // A number too large for its type, wrapped with the path to it.
      return field
          + ": "
          + (error.getCause() instanceof InputCoercionException ? WHOLE_NUMBER : "is not valid");
    }
    if (error instanceof StreamReadException && begins(error, "Duplicate")) {
      return "body: must not name a field twice";
    }
    return "body: must be well-formed JSON";
  }

  // Jackson has no types of its own for these.
  private static boolean begins(JacksonException error, String words) {
    String text = error.getOriginalMessage();
    return text != null && text.startsWith(words);
  }

  private static String fieldOf(JacksonException error) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : error.getPath()) {
      String name = step.getPropertyName();
      if (name == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(name);
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static String ruleFor(@Nullable Class<?> target) {
    if (target == Long.class
        || target == long.class
        || target == Integer.class
        || target == int.class) {
      return WHOLE_NUMBER;
    }
    if (target == Boolean.class || target == boolean.class) {
      return "must be true or false";
    }
    if (target == String.class) {
      return "must be a text in quotes";
    }
    return target != null && Collection.class.isAssignableFrom(target)
        ? "must be a JSON array"
        : "must be a JSON object";
  }
}
