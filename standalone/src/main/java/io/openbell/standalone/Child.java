package io.openbell.standalone;

import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A program that runs for this process. When this process is told to stop (SIGTERM, Ctrl-C), it
 * first tells its child, and waits for it.
 */
final class Child {
  /** The exit code of a program that was told to stop, and did. */
  static final int TOLD_TO_STOP = 143;

  private final IntConsumer afterStop;
  private final Thread onStop = new Thread(this::stop, "openbell-stop-child");
  private Optional<Process> process = Optional.empty();

  private Child(IntConsumer afterStop) {
    this.afterStop = afterStop;
  }

  /** Starts one that writes where the builder says, and reads nothing. */
  static Child start(ProcessBuilder builder) throws IOException {
    return start(builder, exitCode -> {});
  }

  /**
   * The same.
   *
   * @param afterStop what is to be done, given the child's exit code, when both were told to stop
   */
  static Child start(ProcessBuilder builder, IntConsumer afterStop) throws IOException {
    Child child = new Child(afterStop);
    child.begin(builder.redirectInput(new File("/dev/null")));
    return child;
  }

  boolean isAlive() {
    return process().isAlive();
  }

  /** From now on it goes on when this process stops. */
  void release() {
    try {
      Runtime.getRuntime().removeShutdownHook(onStop);
    } catch (IllegalStateException e) {
      awaitStop();
    }
  }

  /** Its exit code, when it has ended. */
  int await() {
    try {
      int exitCode = process().waitFor();
      release();
      return exitCode;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("Interrupted.", e);
    }
  }

  private synchronized void begin(ProcessBuilder builder) throws IOException {
    // First, and with the lock that it needs, too: no signal comes between the two.
    Runtime.getRuntime().addShutdownHook(onStop);
    process = Optional.of(builder.start());
  }

  private synchronized Process process() {
    return process.orElseThrow();
  }

  private void stop() {
    Optional<Process> running;
    synchronized (this) {
      running = process;
    }
    if (running.isPresent()) {
      running.get().toHandle().destroy();
      try {
        afterStop.accept(running.get().waitFor());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Told to stop: the hook says what comes last, and nobody else. */
  private static void awaitStop() {
    try {
      Thread.currentThread().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
