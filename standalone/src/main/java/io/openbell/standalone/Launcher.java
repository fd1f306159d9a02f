package io.openbell.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openbell.standalone.backing.BackingServerException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Starts Openbell on this machine and stays until it is told to stop (SIGTERM). Exit code 1 means
 * it could not be started, with the reason on standard error.
 */
public final class Launcher {
  private Launcher() {}

  /**
   * Runs the launcher.
   *
   * @param arguments {@code --checkout=DIR [--state=DIR] [--data=DIR] [--demo] [--record]
   *     [--background]}; with {@code --record} it ends when all of them have warmed up, and leaves
   *     the {@link ClassArchive}s; with {@code --background} what it says goes to a log
   */
  public static void main(String[] arguments) {
    // The same under every locale: under a Turkish one the broker does not find its own fields.
    Locale.setDefault(Locale.ENGLISH);
    // Before anything logs: the embedded servers' warnings only.
    System.setProperty("logback.configurationFile", "io/openbell/standalone/launcher-logback.xml");
    PrintStream out = System.out;
    // The broker prints the stack of a start that failed; a sentence says it, too.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
    try {
      LaunchOptions options = LaunchOptions.parse(List.of(arguments), System.getenv());
      if (options.background()) {
        out =
            new PrintStream(
                BoundedLog.goOn(options.folders().log(Listener.LAUNCHER), options.logBytes()),
                true,
                UTF_8);
        System.setErr(out);
      }
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
    } catch (IOException e) {
      System.err.println("The log cannot be written: " + e);
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Installation installation) {
    try {
      installation.start();
    } catch (StartFailure | BackingServerException e) {
      giveUp(installation, e.getMessage());
    } catch (Throwable e) {
      // Errors, too: threads of the embedded servers would keep this process alive for ever.
      giveUp(installation, "Openbell could not be started: " + e);
    }
  }

  private static void giveUp(Installation installation, @Nullable String reason) {
    // Whoever stops it in the middle of a start knows why that failed.
    if (!installation.isStopping()) {
      System.err.println(reason);
    }
    // The hook stops what was started.
    System.exit(1);
  }
}
