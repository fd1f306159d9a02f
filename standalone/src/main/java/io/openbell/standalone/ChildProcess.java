package io.openbell.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program as a child of this one, whose output goes to a {@link BoundedLog}. A program that has
 * lost its parent goes on and is not logged any more.
 */
public final class ChildProcess {
  private static final int SHOWN_LINES = 25;

  /** Longest wait for what an ended program has said to be in its log. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread logging;

  private ChildProcess(String name, Path log, Process process, Thread logging) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.logging = logging;
  }

  /**
   * Starts a program.
   *
   * @param name what people call it
   * @param program its command, with directory and environment
   * @param log where its output goes
   * @return the program, started
   */
  public static ChildProcess start(String name, ProcessBuilder program, BoundedLog log)
      throws IOException {
    Process process = program.redirectErrorStream(true).start();
    process.getOutputStream().close();
    Thread logging =
        new Thread(() -> log.takeAll(process.getInputStream()), "openbell-log-" + name);
    logging.setDaemon(true);
    logging.start();
    return new ChildProcess(name, log.file(), process, logging);
  }

  /** The process. */
  Process process() {
    return process;
  }

  /** Its id, also when it has ended. */
  public long pid() {
    return process.pid();
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** How it ended and what it said last, for a person. */
  public String obituary() {
    awaitLastWords();
    return "%s ended with exit code %d. The end of its log %s:%n%s"
        .formatted(name, process.exitValue(), log, lastLines());
  }

  /** SIGTERM. */
  public void askToEnd() {
    // Not Process.destroy(), which would no longer listen to what it says of its end.
    process.toHandle().destroy();
  }

  /** SIGKILL, and waits for the end; does nothing when it has ended. */
  public void kill() {
    process.toHandle().destroyForcibly();
    awaitEnd(LAST_WORDS);
  }

  /**
   * Waits for the end; kills when that takes too long.
   *
   * @return whether it has ended by itself
   */
  public boolean awaitEnd(Duration patience) {
    boolean ended = false;
    try {
      ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitLastWords();
    return ended;
  }

  private void awaitLastWords() {
    try {
      logging.join(LAST_WORDS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      int from = Math.max(0, lines.size() - SHOWN_LINES);
      return String.join(System.lineSeparator(), lines.subList(from, lines.size()));
    } catch (IOException e) {
      return "(the log cannot be read: " + e.getMessage() + ")";
    }
  }
}
