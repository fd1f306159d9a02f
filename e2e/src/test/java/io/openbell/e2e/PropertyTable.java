package io.openbell.e2e;

import io.openbell.testkit.process.Checkout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** What docs/operations.md says of a service's properties, and what its application.yml says. */
final class PropertyTable {
  /** How the document spells that a property is not set. */
  private static final Set<String> UNSET = Set.of("all", "none", "unrestricted", "the system's");

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]+)(?::([^}]*))?}");

  private final Map<String, String> documented = new LinkedHashMap<>();
  private final Map<String, String> set = new LinkedHashMap<>();

  private PropertyTable(String service) {
    flatten("", new Yaml().load(Checkout.read(service + "/src/main/resources/application.yml")));
    for (String line : section(service).split("\n")) {
      if (line.startsWith("| `")) {
        read(line);
      }
    }
  }

  static PropertyTable of(String service) {
    return new PropertyTable(service);
  }

  private static String section(String service) {
    String document = Checkout.read("docs/operations.md");
    document = document.substring(document.indexOf("\n## Properties"));
    document = document.substring(document.indexOf("\n### " + service + "\n") + 1);
    return document.substring(0, document.indexOf("\n#"));
  }

  private void flatten(String prefix, Map<String, Object> values) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> nested) {
            Map<String, Object> inner = new LinkedHashMap<>();
            nested.forEach((key, one) -> inner.put(String.valueOf(key), one));
            flatten(prefix + name + ".", inner);
          } else if (value != null && !value.toString().isEmpty()) {
            set.put(prefix + name, value.toString());
          }
        });
  }

  // One row may have several properties, and as many defaults, separated by commas.
  private void read(String line) {
    String[] cells = line.split(" \\| ");
    List<String> names = names(cells[0]);
    String[] defaults = cells[1].split(", ");
    for (int i = 0; i < names.size(); i++) {
      String value = defaults.length == names.size() ? defaults[i] : cells[1];
      documented.put(names.get(i), value.replace("`", "").strip());
    }
  }

  // `.b` after `x.a` is x.b, and `….b` is the property that ends with it.
  private List<String> names(String cell) {
    List<String> names = new ArrayList<>();
    Matcher quoted = QUOTED.matcher(cell);
    while (quoted.find()) {
      String name = quoted.group(1);
      if (name.startsWith("….")) {
        String end = name.substring(1);
        name = set.keySet().stream().filter(key -> key.endsWith(end)).findFirst().orElse(name);
      } else if (name.startsWith(".")) {
        String before = names.get(names.size() - 1);
        for (int dot = 0; dot < name.chars().filter(c -> c == '.').count(); dot++) {
          before = before.substring(0, before.lastIndexOf('.'));
        }
        name = before + name;
      }
      names.add(name);
    }
    return names;
  }

  /** The properties in the document. */
  Set<String> documented() {
    return documented.keySet();
  }

  /** Our own properties in the file. */
  List<String> own() {
    return set.keySet().stream().filter(name -> name.startsWith("openbell.")).toList();
  }

  /** What of the document is not so, in words. */
  List<String> disagreements() {
    List<String> disagreements = new ArrayList<>();
    documented.forEach(
        (name, value) -> {
          String real = set.containsKey(name) ? resolved(set.get(name)) : null;
          boolean same = real == null ? UNSET.contains(value) : real.equalsIgnoreCase(value);
          if (!same) {
            disagreements.add(name + " is " + real + ", and documented as " + value);
          }
        });
    return disagreements;
  }

  private String resolved(String value) {
    return PLACEHOLDER
        .matcher(value)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    set.getOrDefault(
                        found.group(1), found.group(2) == null ? "" : found.group(2))));
  }
}
