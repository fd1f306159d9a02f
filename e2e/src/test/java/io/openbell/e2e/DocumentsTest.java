package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents point at is there. */
class DocumentsTest {
  private static final Pattern LINK =
      Pattern.compile("\\[[^\\]]*]\\(([^)#\\s]+)(?:#[^)]*)?\\)|(?:src|href)=\"([^\"#]+)\"");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(Checkout.root())) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(
              file ->
                  !Checkout.root()
                      .relativize(file)
                      .toString()
                      .matches("(.*/)?(target|node_modules)/.*|\\..*"))
          .toList();
    }
  }

  @Test
  void everyRelativeLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        String target = link.group(1) == null ? link.group(2) : link.group(1);
        if (target.contains(":")) {
          continue;
        }
        links++;
        if (!Files.exists(document.resolveSibling(target))) {
          broken.add(Checkout.root().relativize(document) + " -> " + target);
        }
      }
    }
    assertThat(links).isPositive();
    assertThat(broken).isEmpty();
  }

  @Test
  void theMainPathNamesSixToEightFilesThatExist() {
    String readme = Checkout.read("README.md");
    String section = readme.substring(readme.indexOf("## Main path"));
    section = section.substring(0, section.indexOf("\n## "));
    List<String> files = new ArrayList<>();
    Matcher link = Pattern.compile("]\\(([^)]+\\.(?:java|yml))\\)").matcher(section);
    while (link.find()) {
      files.add(link.group(1));
    }
    assertThat(files).hasSizeBetween(6, 8).allMatch(file -> Files.exists(Checkout.file(file)));
  }
}
