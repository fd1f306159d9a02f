package io.openbell.standalone;

import java.nio.file.Path;

/**
 * Where this Openbell has its files.
 *
 * @param checkout the project's root, where the built jars are found
 * @param state where logs, process ids and temporary data go
 */
record Folders(Path checkout, Path state) {
  Folders {
    checkout = checkout.toAbsolutePath().normalize();
    state = state.toAbsolutePath().normalize();
  }

  /** What is known of the launcher that runs: see {@link RunState}. */
  Path run() {
    return state.resolve("run");
  }

  Path logs() {
    return state.resolve("logs");
  }

  /** The log of a service, or of the launcher where it runs in the background. */
  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** What is deleted at every start and stop. */
  Path temporary() {
    return state.resolve("tmp");
  }
}
