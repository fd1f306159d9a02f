package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarsTest {
  private static final long BEFORE = 1_000_000;
  private static final long BUILT = 2_000_000;
  private static final long SINCE = 3_000_000;

  @TempDir Path checkout;
  private Jars jars;

  @BeforeEach
  void build() throws Exception {
    jars = new Jars(checkout);
    file("pom.xml", "<project/>", BEFORE);
    for (String module : Jars.modules()) {
      file(module + "/target/" + module + "-1-exec.jar", "", BUILT);
      file(module + "/pom.xml", dependsOn("core", ""), BEFORE);
      file(module + "/src/main/java/Some.java", "", BEFORE);
    }
    file("words/pom.xml", "", BEFORE);
    file("fixtures/pom.xml", "", BEFORE);
    file("core/pom.xml", dependsOn("words", "") + dependsOn("fixtures", "test"), BEFORE);
    for (String module : List.of("core", "words", "fixtures")) {
      file(module + "/src/main/java/Some.java", "", BEFORE);
      directories(module);
    }
    Jars.modules().forEach(this::directories);
  }

  @Test
  void whatWasBuiltAfterItsSourcesIsCurrent() {
    assertThat(jars.outdated()).isEmpty();
  }

  @Test
  void whatIsNotBuiltIsOutdated() throws Exception {
    Files.delete(checkout.resolve("read-api/target/read-api-1-exec.jar"));

    assertThat(jars.outdated()).containsExactly("read-api");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway/pom.xml", "gateway/src/main/java/Some.java"})
  void aModuleIsOutdatedWhenItHasChanged(String changed) throws Exception {
    file(changed, "", SINCE);

    assertThat(jars.outdated()).containsExactly("gateway");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "core/pom.xml", "words/src/main/java/Some.java"})
  void allAreOutdatedWhenSomethingHasChangedThatTheyDependOn(String changed) throws Exception {
    Path file = checkout.resolve(changed);
    Files.setLastModifiedTime(file, FileTime.fromMillis(SINCE));

    assertThat(jars.outdated()).isEqualTo(Jars.modules());
  }

  @Test
  void whatOnlyTestsNeedDoesNotCount() throws Exception {
    file("fixtures/src/main/java/Some.java", "", SINCE);
    file("gateway/src/test/java/SomeTest.java", "", SINCE);

    assertThat(jars.outdated()).isEmpty();
  }

  @Test
  void touchedTheyAreAllCurrent() throws Exception {
    file("pom.xml", "<project/>", SINCE);

    jars.touch();

    assertThat(jars.outdated()).isEmpty();
  }

  @Test
  void theNewestExecutableJarIsRunWhateverItsVersion() throws Exception {
    Path newest = file("read-api/target/read-api-0.2.0-SNAPSHOT-exec.jar", "", SINCE);
    file("read-api/target/read-api-0.2.0-SNAPSHOT.jar", "", SINCE + 1_000);
    file("read-api/target/read-api-0.1.1-exec.jar", "", BEFORE);

    assertThat(jars.newest("read-api")).isEqualTo(newest);
  }

  @Test
  void aServiceThatIsNotBuiltIsNamedWithWhatToDo() throws Exception {
    Files.delete(checkout.resolve("gateway/target/gateway-1-exec.jar"));

    assertThatThrownBy(() -> jars.newest("gateway"))
        .isInstanceOf(StartFailure.class)
        .hasMessage("gateway is not built. Run `./openbell build`.");
  }

  private static String dependsOn(String module, String scope) {
    return """
    <dependency>
      <groupId>io.openbell</groupId>
      <artifactId>%s</artifactId>
      <version>1</version>
      %s
    </dependency>
    """
        .formatted(module, scope.isEmpty() ? "" : "<scope>" + scope + "</scope>");
  }

  private Path file(String name, String text, long time) throws Exception {
    Path file = checkout.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setLastModifiedTime(file, FileTime.fromMillis(time));
  }

  /** Making a file changes its folders, too. */
  private void directories(String module) {
    for (String folder : List.of("src/main", "src/main/java")) {
      assertThat(checkout.resolve(module).resolve(folder).toFile().setLastModified(BEFORE))
          .isTrue();
    }
  }
}
