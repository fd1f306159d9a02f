package io.openbell.write.item;

import com.fasterxml.jackson.annotation.JsonValue;
import io.openbell.core.item.ItemView;
import io.swagger.v3.oas.annotations.media.Schema;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.util.RawValue;

/** An item as it was answered once, to be answered so again. */
@Schema(name = "ItemView", implementation = ItemView.class)
record ItemJson(@JsonValue RawValue text) {
  ItemJson(String text) {
    this(new RawValue(new SerializedString(text)));
  }
}
