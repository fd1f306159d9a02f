package io.openbell.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./openbell up}: builds what is to be built, and has a launcher start everything. */
final class Up {
  private static final long MEGABYTES = 500;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Folders folders;
  private final Map<String, String> environment;
  private final Leftovers leftovers;
  private final PrintStream out;
  private final PrintStream err;

  Up(
      Folders folders,
      Map<String, String> environment,
      Leftovers leftovers,
      PrintStream out,
      PrintStream err) {
    this.folders = folders;
    this.environment = environment;
    this.leftovers = leftovers;
    this.out = out;
    this.err = err;
  }

  /**
   * Returns when everything is ready in the background, or has been stopped.
   *
   * @param words {@code [-d] [--demo] [--data DIR]}
   * @return the exit code
   * @throws CommandFailure when it is not possible
   * @throws StartFailure when it is up already
   */
  int run(List<String> words) throws IOException {
    List<String> arguments = launcherArguments(words);
    LaunchOptions options = LaunchOptions.parse(arguments, environment);
    if (leftovers.launcher().isPresent()) {
      new Completion(options, out).run();
      return 0;
    }
    leftovers.end();
    Build build = new Build(folders, leftovers, out);
    if (build.build()) {
      build.record();
    } else {
      Disk.require(folders.state(), MEGABYTES);
    }
    ProcessBuilder launcher = LauncherProcess.builder(new Jars(folders.checkout()), arguments);
    return options.background() ? inBackground(launcher) : inForeground(launcher);
  }

  private List<String> launcherArguments(List<String> words) {
    List<String> arguments =
        new ArrayList<>(List.of("--checkout=" + folders.checkout(), "--state=" + folders.state()));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-d")) {
        arguments.add("--background");
      } else if (word.equals("--demo")) {
        arguments.add(word);
      } else if (word.equals("--data")) {
        i++;
        arguments.add("--data=" + made(i < words.size() ? words.get(i) : ""));
      } else if (word.startsWith("--data=")) {
        arguments.add("--data=" + made(word.substring("--data=".length())));
      } else {
        throw CommandFailure.notUnderstood("up does not know '" + word + "'");
      }
    }
    return arguments;
  }

  private static Path made(String directory) {
    if (directory.isEmpty()) {
      throw CommandFailure.notUnderstood("--data needs a directory");
    }
    try {
      return Files.createDirectories(Path.of(directory).toAbsolutePath());
    } catch (IOException e) {
      throw new CommandFailure("the directory " + directory + " cannot be made.");
    }
  }

  private static int inForeground(ProcessBuilder launcher) throws IOException {
    return exitCode(
        Child.start(launcher.inheritIO(), code -> Runtime.getRuntime().halt(exitCode(code)))
            .await());
  }

  /** When it was told to stop, and did, all is well. */
  private static int exitCode(int launchers) {
    return launchers == Child.TOLD_TO_STOP ? 0 : launchers;
  }

  private int inBackground(ProcessBuilder builder) throws IOException {
    Path log = folders.log(Listener.LAUNCHER);
    Files.createDirectories(folders.logs());
    LogParts.beginNew(log);
    Files.createFile(log);
    // The launcher writes there itself, and bounds it; what its JVM says before comes first.
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Said said = new Said(log);
    Child launcher =
        Child.start(
            builder,
            code -> {
              said.showRest(err);
              err.println(notStarted().getMessage());
              Runtime.getRuntime().halt(notStarted().exitCode());
            });
    while (!RunState.isReady(folders) && launcher.isAlive()) {
      pause();
      said.show(out);
    }
    if (!launcher.isAlive()) {
      launcher.await();
      said.showRest(err);
      throw notStarted();
    }
    said.showRest(out);
    launcher.release();
    out.println("It keeps running; ./openbell down stops it.");
    return 0;
  }

  private CommandFailure notStarted() {
    return new CommandFailure("it did not start; see above, and " + folders.logs() + ".");
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("The start was interrupted.", e);
    }
  }

  /** What the launcher has said in its log, each line once, whoever shows it. */
  private static final class Said {
    private final Path log;
    private long shown;

    Said(Path log) {
      this.log = log;
    }

    /** Shows the lines that have come, as far as they are whole. */
    synchronized void show(PrintStream to) {
      byte[] news = news();
      int end = news.length;
      while (end > 0 && news[end - 1] != '\n') {
        end--;
      }
      show(news, end, to);
    }

    synchronized void showRest(PrintStream to) {
      byte[] news = news();
      show(news, news.length, to);
    }

    private void show(byte[] news, int length, PrintStream to) {
      to.write(news, 0, length);
      to.flush();
      shown += length;
    }

    private byte[] news() {
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
        file.seek(shown);
        byte[] news = new byte[(int) Math.max(0, file.length() - shown)];
        file.readFully(news);
        return news;
      } catch (IOException e) {
        // It was moved away just now.
        return new byte[0];
      }
    }
  }
}
