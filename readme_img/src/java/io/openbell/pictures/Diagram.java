package io.openbell.pictures;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.sourceforge.plantuml.FileFormat;
import net.sourceforge.plantuml.FileFormatOption;
import net.sourceforge.plantuml.SourceStringReader;

/** Draws a PlantUML text, with the layout engine that is written in Java. */
final class Diagram {
  private Diagram() {}

  /**
   * The picture of this text.
   *
   * @throws IllegalArgumentException when PlantUML does not understand it
   */
  static String svg(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String description =
        new SourceStringReader(text)
            .outputImage(out, new FileFormatOption(FileFormat.SVG, false))
            .getDescription();
    if (description == null || description.contains("Error")) {
      throw new IllegalArgumentException(description + " in\n" + text);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
