package io.openbell.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The files a deployment is made of, and the services' configuration they are held against. */
final class DeploymentFiles {
  private static final String TRACING = "core/src/main/resources/openbell-tracing.yml";

  /** Variables of the JVM. Every other variable of a service sets a property. */
  static final Set<String> OF_THE_JVM = Set.of("TZ", "JDK_JAVA_OPTIONS");

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

  /**
   * The application.yml of a module and what all have in common, every value under its whole name,
   * such as server.port.
   */
  static Map<String, String> settings(String module) {
    Map<String, String> settings = new LinkedHashMap<>();
    flatten("", yaml(module + "/src/main/resources/application.yml"), settings);
    assertThat(settings).containsEntry("spring.config.import", "classpath:openbell-tracing.yml");
    new Yaml().loadAll(Checkout.read(TRACING)).forEach(part -> flatten("", map(part), settings));
    return settings;
  }

  /** The environment variable that sets a property: Spring's own rule. */
  static String variable(String property) {
    return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * The variables of everything in a module's application.yml, and of what has no default there.
   */
  static Set<String> knownVariables(String module) {
    Set<String> known = new TreeSet<>();
    settings(module).keySet().forEach(property -> known.add(variable(property)));
    assertThat(known).as(module).contains("SERVER_PORT");
    assertThat(Checkout.read(TRACING))
        .contains("management.opentelemetry.tracing.export.otlp.endpoint: ", "\"!tracing\"");
    known.add("SPRING_PROFILES_ACTIVE");
    known.add("MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT");
    if (known.contains("OPENBELL_REDIS_ADDRESS")) {
      String redis =
          Checkout.read("core/src/main/java/io/openbell/core/redis/RedisProperties.java");
      assertThat(redis)
          .contains("@ConfigurationProperties(\"openbell.redis\")")
          .containsPattern("String config,")
          .containsPattern("String password,");
      known.add("OPENBELL_REDIS_CONFIG");
      known.add("OPENBELL_REDIS_PASSWORD");
    }
    if (known.contains("SPRING_RABBITMQ_HOST")) {
      // Spring's, instead of host and port.
      known.add("SPRING_RABBITMQ_ADDRESSES");
    }
    return known;
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
