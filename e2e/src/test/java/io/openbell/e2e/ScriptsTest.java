package io.openbell.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.process.Checkout;
import io.openbell.testkit.process.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scripts are short: where one would grow logic, Java does it, which is checked and tested. */
class ScriptsTest {
  private static final int MOST_LINES = 150;

  private static boolean isScript(String text) {
    return text.lines().limit(1).anyMatch(first -> first.matches("#!.*\\b(ba|da|k|z)?sh\\b.*"));
  }

  private static boolean isTooLong(String text) {
    return isScript(text) && text.lines().count() > MOST_LINES;
  }

  @Test
  void noScriptHasMoreThan150Lines() throws IOException {
    List<String> scripts = new ArrayList<>();
    List<String> tooLong = new ArrayList<>();
    String tracked =
        Shell.output(List.of("git", "-C", Checkout.root().toString(), "ls-files", "-z"));
    for (String name : tracked.split("\0")) {
      Path file = Checkout.file(name);
      String text = Files.isRegularFile(file) ? Files.readString(file, ISO_8859_1) : "";
      if (isScript(text)) {
        scripts.add(name);
      }
      if (isTooLong(text)) {
        tooLong.add(name);
      }
    }
    assertThat(scripts).contains("openbell", ".ci/run", ".ci/servers", "bench/run", "e2e/faults");
    assertThat(tooLong).isEmpty();
  }

  @Test
  void aLongerOneWouldBeSeenWhateverItsShell() {
    for (String shell : List.of("/usr/bin/env bash", "/bin/sh", "/bin/dash -e", "/bin/zsh")) {
      String script = "#!" + shell + "\n" + "true\n".repeat(MOST_LINES - 1);
      assertThat(isTooLong(script)).as(shell).isFalse();
      assertThat(isTooLong(script + "true\n")).as(shell).isTrue();
    }
    assertThat(isTooLong("#!/usr/bin/env python3\n" + "pass\n".repeat(MOST_LINES))).isFalse();
    assertThat(isTooLong("# Not a script\n" + "text\n".repeat(MOST_LINES))).isFalse();
  }
}
