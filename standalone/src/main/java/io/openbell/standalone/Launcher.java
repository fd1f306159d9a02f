package io.openbell.standalone;

import io.openbell.standalone.backing.BackingServerException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;

/**
 * Starts Openbell on this machine and stays until it is told to stop (SIGTERM). Exit code 1 means
 * it could not be started, with the reason on standard error.
 */
public final class Launcher {
  private Launcher() {}

  /**
   * Runs the launcher.
   *
   * @param arguments {@code --checkout=DIR [--state=DIR] [--data=DIR] [--demo] [--record]}; with
   *     {@code --record} it ends when all of them have warmed up, and leaves the {@link
   *     ClassArchive}s
   */
  public static void main(String[] arguments) {
    // Before anything logs: the embedded servers' warnings only.
    System.setProperty("logback.configurationFile", "io/openbell/standalone/launcher-logback.xml");
    PrintStream out = System.out;
    try {
      LaunchOptions options = LaunchOptions.parse(List.of(arguments), System.getenv());
      Installation installation = new Installation(options, Clock.systemUTC(), out);
      Runtime.getRuntime().addShutdownHook(new Thread(installation::stop, "openbell-stop"));
      start(installation);
      if (options.record()) {
        System.exit(0);
      }
      Thread.currentThread().join();
    } catch (StartFailure e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Installation installation) {
    try {
      installation.start();
    } catch (StartFailure | BackingServerException e) {
      // Whoever stops it in the middle of a start knows why that failed.
      if (!installation.isStopping()) {
        System.err.println(e.getMessage());
      }
      // The hook stops what was started.
      System.exit(1);
    }
  }
}
