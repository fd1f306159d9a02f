package io.openbell.e2e.deploy;

import io.openbell.e2e.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The files a deployment is made of, and the services' configuration they are held against. */
final class DeploymentFiles {
  private DeploymentFiles() {}

  static List<String> lines(String path) {
    return Checkout.read(path).lines().toList();
  }

  static Map<String, Object> yaml(String path) {
    return map(new Yaml().load(Checkout.read(path)));
  }

  /** What is under a key of a YAML file; no key is an empty map. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  /** The application.yml of a module, every value under its whole name, such as server.port. */
  static Map<String, String> settings(String module) {
    Map<String, String> settings = new LinkedHashMap<>();
    flatten("", yaml(module + "/src/main/resources/application.yml"), settings);
    return settings;
  }

  private static void flatten(String prefix, Map<String, Object> from, Map<String, String> to) {
    from.forEach(
        (key, value) -> {
          if (value instanceof Map) {
            flatten(prefix + key + ".", map(value), to);
          } else {
            to.put(prefix + key, String.valueOf(value));
          }
        });
  }

  /** The modules that are services: those with a Spring Boot application. */
  static TreeSet<String> serviceModules() {
    TreeSet<String> modules = new TreeSet<>();
    try (Stream<Path> children = Files.list(Checkout.root())) {
      for (Path child : children.filter(path -> isService(path)).toList()) {
        modules.add(child.getFileName().toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return modules;
  }

  private static boolean isService(Path module) {
    Path sources = module.resolve("src/main/java");
    if (!Files.isDirectory(sources)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("Application.java"))
          .anyMatch(file -> Checkout.read(file.toString()).contains("@SpringBootApplication"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
