package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.api.ApiCode;
import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents point at is there, and what they list is what there is. */
class DocumentsTest {
  private static final Pattern LINK =
      Pattern.compile("\\[[^\\]]*]\\(([^)#\\s]+)(?:#[^)]*)?\\)|(?:src|href)=\"([^\"#]+)\"");

  /** A row of a table that begins with codes and their statuses. */
  private static final Pattern CODES =
      Pattern.compile("(?m)^\\| ((?:`[A-Z0-9_]+`(?:, )?)+) \\| (\\d{3}(?:, \\d{3})*) \\|");

  /**
   * The order of what every application.yml may have, and of what the services share of openbell.
   */
  private static final List<String> SECTIONS =
      List.of("server", "spring", "management", "springdoc", "logging", "openbell");

  private static final List<String> SHARED =
      List.of("redis", "figures", "access-log", "drain", "warm-up");

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

  @ParameterizedTest
  @ValueSource(strings = {"\n## Promises\n", "\n## When something is away\n", "\n| I1 |"})
  void thePromisesStandOnceAndAreLinked(String once) throws IOException {
    List<String> having = new ArrayList<>();
    for (Path document : documents()) {
      if (Files.readString(document).contains(once)) {
        having.add(Checkout.root().relativize(document).toString());
      }
    }
    assertThat(having).containsExactly("docs/reliability.md");
    for (String from : List.of("README.md", "README.ko.md", "docs/architecture.md")) {
      assertThat(Checkout.read(from)).contains("reliability.md#promises");
    }
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

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "write-api", "read-api", "mq-consumer"})
  void everyPropertyIsDocumentedWithTheDefaultItHas(String service) {
    PropertyTable table = PropertyTable.of(service);
    assertThat(table.documented()).hasSizeGreaterThan(15);
    assertThat(table.disagreements()).isEmpty();
    String everywhere = Checkout.read("docs/operations.md");
    assertThat(table.own())
        .allMatch(
            name -> table.documented().contains(name) || everywhere.contains("`" + name + "`"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "write-api", "read-api", "mq-consumer"})
  void everyApplicationYmlIsLaidOutAlike(String service) {
    String yml = Checkout.read(service + "/src/main/resources/application.yml");
    assertThat(sections(yml, ""))
        .isSubsetOf(SECTIONS)
        .isSortedAccordingTo(Comparator.comparing(SECTIONS::indexOf));
    assertThat(sections(yml.substring(yml.indexOf("\nopenbell:")), "  ").filter(SHARED::contains))
        .isSortedAccordingTo(Comparator.comparing(SHARED::indexOf));
    assertThat(
            yml.lines().filter(line -> line.matches(".*\\S +#.*")).filter(DocumentsTest::isValue))
        .as("a comment stands above what it describes")
        .isEmpty();
  }

  private static boolean isValue(String line) {
    return !line.strip().startsWith("#");
  }

  /** The keys of this indentation, in their order. */
  private static Stream<String> sections(String yml, String indentation) {
    return Pattern.compile("(?m)^" + indentation + "([a-z-]+):")
        .matcher(yml)
        .results()
        .map(key -> key.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "README.ko.md", "docs/api.md"})
  void everyCodeOfTheContractIsListedWithItsStatusAndNoOther(String document) {
    Map<String, String> statuses = new TreeMap<>();
    Matcher row = CODES.matcher(Checkout.read(document));
    while (row.find()) {
      String[] codes = row.group(1).replace("`", "").split(", ");
      String[] numbers = row.group(2).split(", ");
      for (int i = 0; i < codes.length; i++) {
        statuses.put(codes[i], numbers[numbers.length == codes.length ? i : 0]);
      }
    }
    assertThat(statuses)
        .isEqualTo(
            Stream.of(ApiCode.values())
                .collect(
                    Collectors.toMap(ApiCode::wireName, code -> Integer.toString(code.status()))));
  }
}
