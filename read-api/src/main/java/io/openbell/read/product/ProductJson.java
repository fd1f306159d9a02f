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
 * A {@link ProductView} written as JSON already: the same text for everybody, until a figure
 * changes.
 */
@Schema(name = "Product", implementation = ProductView.class)
record ProductJson(@JsonValue RawValue text) {
  ProductJson(String text) {
    this(new RawValue(new SerializedString(text)));
  }

  /** Writes products as JSON. */
  @Component
  static class Writer {
    private final ApiZone zone;
    private final JsonMapper mapper;

    Writer(ApiZone zone, JsonMapper mapper) {
      this.zone = zone;
      this.mapper = mapper;
    }

    LiveProduct product(ProductFacts facts, LiveFigures figures) {
      return new LiveProduct(
          facts,
          figures,
          new ProductJson(mapper.writeValueAsString(ProductView.of(facts, figures, zone))));
    }
  }
}
