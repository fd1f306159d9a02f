package io.openbell.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Other programs. */
public final class Shell {
  private Shell() {}

  /**
   * What a program printed.
   *
   * @throws IllegalStateException when it failed, with its output
   */
  public static String output(List<String> command) {
    return output(command, Map.of());
  }

  /**
   * The same, with these variables added to its environment.
   *
   * @throws IllegalStateException when it failed, with its output
   */
  public static String output(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
      return output.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
