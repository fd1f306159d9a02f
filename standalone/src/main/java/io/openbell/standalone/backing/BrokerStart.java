package io.openbell.standalone.backing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A start of the broker that comes to an end, whatever fails. The broker works on threads of its
 * own, and whoever waits for one that died waits for ever: here the first that dies of anything
 * ends the start.
 */
final class BrokerStart {
  private static final Duration TIME_TO_UNDO = Duration.ofSeconds(5);

  private final Duration patience;
  private final Work work;
  private final Runnable undo;

  /** What starts the broker, threads of its own included. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * Prepares a start; nothing runs yet.
   *
   * @param patience longest time that it may take
   * @param undo stops what was started, after a failure
   */
  BrokerStart(Duration patience, Work work, Runnable undo) {
    this.patience = patience;
    this.work = work;
    this.undo = undo;
  }

  /**
   * Starts the broker and returns once it is up.
   *
   * @throws BackingServerException when the start, or a thread that it began, failed with any
   *     exception or error, or when it took too long
   */
  void run() {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    ThreadGroup threads = new BrokerThreads(end);
    daemon(
        threads,
        "openbell-broker-start",
        () -> {
          try {
            work.run();
            end.complete(true);
          } catch (Throwable e) {
            end.completeExceptionally(e);
          }
        });
    try {
      end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      undo(threads);
      throw new BackingServerException(
          "The AMQP broker could not be started: " + BackingServerException.rootOf(e), e);
    } catch (TimeoutException e) {
      undo(threads);
      throw new BackingServerException(
          "The AMQP broker did not start within " + patience.toSeconds() + " s.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackingServerException("Interrupted while the AMQP broker was starting", e);
    }
  }

  /** As far as it goes: what did not start may not stop either. */
  private void undo(ThreadGroup threads) {
    try {
      daemon(threads, "openbell-broker-undo", undo).join(TIME_TO_UNDO.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(ThreadGroup threads, String name, Runnable task) {
    Thread thread = new Thread(threads, task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The threads of one broker, which stay in their group for as long as it runs. */
  private static final class BrokerThreads extends ThreadGroup {
    private final CompletableFuture<Boolean> start;

    BrokerThreads(CompletableFuture<Boolean> start) {
      super("openbell-broker");
      this.start = start;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
      boolean starting = start.completeExceptionally(cause);
      if (!starting && !start.isCompletedExceptionally()) {
        super.uncaughtException(thread, cause);
      }
    }
  }
}
