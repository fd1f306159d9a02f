package io.openbell.standalone;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What {@code ./openbell up} does where Openbell is up already: it asks the launcher to start again
 * what is down, and waits for that.
 */
final class Completion {
  private final LaunchOptions options;
  private final PrintStream out;

  Completion(LaunchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Returns once everything works.
   *
   * @throws StartFailure when everything did already, or something does not come up
   */
  void run() {
    if (!RunState.isReady(options.folders())) {
      throw new StartFailure("Openbell is being started (see `./openbell status`).");
    }
    Progress progress = new Progress(options.patience(), options.folders().logs());
    Set<String> missing = new LinkedHashSet<>();
    for (Listener listener : RunState.listeners(options.folders())) {
      if (!works(listener)) {
        missing.add(listener.name());
      }
    }
    if (missing.isEmpty()) {
      throw new StartFailure(RunState.ALREADY_UP);
    }
    out.println("Openbell is up in part. Starting again: " + String.join(", ", missing));
    RunState.request(options.folders());
    while (!missing.isEmpty()) {
      for (Listener listener : RunState.listeners(options.folders())) {
        if (missing.contains(listener.name()) && works(listener)) {
          missing.remove(listener.name());
          progress.made();
          out.println("  " + listener.name() + " is ready after " + progress.elapsedText());
        }
      }
      if (progress.stalled()) {
        throw failure(progress, missing);
      }
      progress.pause();
    }
    out.println("Openbell is whole again, with its data and with the options it was started with.");
  }

  private static StartFailure failure(Progress progress, Set<String> missing) {
    String complaint = String.join(", ", missing) + " did not come up again";
    return service(missing.iterator().next())
        .map(service -> progress.failure(complaint, service))
        .orElseGet(() -> new StartFailure(complaint + ". See `./openbell logs launcher`."));
  }

  private static boolean works(Listener listener) {
    return listener.isAlive()
        && (service(listener.name()).isEmpty() || Health.isReady(listener.port()));
  }

  private static Optional<ServiceName> service(String name) {
    return Stream.of(ServiceName.values()).filter(one -> one.module().equals(name)).findFirst();
  }
}
