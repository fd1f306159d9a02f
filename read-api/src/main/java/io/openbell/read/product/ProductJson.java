package io.openbell.read.product;

import com.fasterxml.jackson.annotation.JsonValue;
import io.openbell.core.api.ApiZone;
import io.openbell.core.figures.LiveFigures;
import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.stereotype.Component;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/**
 * A {@link ProductAnswer} that is written already: the same for everybody, until a figure changes.
 */
@Schema(name = "Product", implementation = ProductAnswer.class)
record ProductJson(@JsonValue RawValue text) {
  ProductJson(String text) {
    this(new RawValue(new SerializedString(text)));
  }

  /** Writes them. */
  @Component
  static class Writer {
    private final ApiZone zone;
    private final JsonMapper mapper;

    Writer(ApiZone zone, JsonMapper mapper) {
      this.zone = zone;
      this.mapper = mapper;
    }

    ProductStanding standing(ProductFacts facts, LiveFigures figures) {
      return new ProductStanding(
          facts,
          figures,
          new ProductJson(mapper.writeValueAsString(ProductAnswer.of(facts, figures, zone))));
    }
  }
}
