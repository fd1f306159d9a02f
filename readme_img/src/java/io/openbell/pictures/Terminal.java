package io.openbell.pictures;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws a recorded request and its answer as a terminal shows them. Lines that begin with a dollar
 * sign are what was typed.
 */
final class Terminal {
  private static final int FONT = 14;
  private static final int LINE = 20;
  private static final int MARGIN = 18;
  private static final int TITLE = 30;

  /** Width of a character of any usual monospaced font, with a little to spare. */
  private static final double CHARACTER = 0.61 * FONT;

  private static final Pattern FIELD = Pattern.compile("^( *)(\"[^\"]*\")(: ?)(.*)$");

  private Terminal() {}

  /** The picture of this text. */
  static String svg(String text) {
    List<String> lines = text.stripTrailing().lines().toList();
    int longest = lines.stream().mapToInt(String::length).max().orElse(0);
    int width = (int) Math.ceil(longest * CHARACTER) + 2 * MARGIN;
    int height = TITLE + lines.size() * LINE + MARGIN;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\""
                + " viewBox=\"0 0 %1$d %2$d\" font-family=\"'DejaVu Sans Mono', Menlo, Consolas,"
                + " monospace\" font-size=\"%3$d\">%n"
                + "<rect width=\"%1$d\" height=\"%2$d\" rx=\"8\" fill=\"#1f2430\"/>%n",
            width,
            height,
            FONT));
    String[] lights = {"#ff5f56", "#ffbd2e", "#27c93f"};
    for (int i = 0; i < lights.length; i++) {
      svg.append(
          "<circle cx=\"%d\" cy=\"15\" r=\"5\" fill=\"%s\"/>%n"
              .formatted(MARGIN + 5 + 18 * i, lights[i]));
    }
    for (int i = 0; i < lines.size(); i++) {
      svg.append(
          "<text x=\"%d\" y=\"%d\" xml:space=\"preserve\" fill=\"#d7dae0\">%s</text>%n"
              .formatted(MARGIN, TITLE + (i + 1) * LINE - 6, coloured(lines.get(i))));
    }
    return svg.append("</svg>").toString().replace("\r\n", "\n");
  }

  private static String coloured(String line) {
    if (line.startsWith("$ ") || line.startsWith("    -")) {
      return span("#8fd18f", line);
    }
    if (line.startsWith("HTTP/") || line.matches("[A-Za-z-]+: .*")) {
      return span("#9aa4b5", line);
    }
    Matcher field = FIELD.matcher(line);
    if (field.matches()) {
      return escaped(field.group(1))
          + span("#82b7ff", field.group(2))
          + escaped(field.group(3))
          + escaped(field.group(4));
    }
    return escaped(line);
  }

  private static String span(String colour, String text) {
    return "<tspan fill=\"" + colour + "\">" + escaped(text) + "</tspan>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
