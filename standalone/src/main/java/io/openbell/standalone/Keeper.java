package io.openbell.standalone;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes again that end by themselves, as {@link Restarts} says; at once, when {@code
 * ./openbell up} asks for it. All of that happens on one thread.
 */
final class Keeper implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

  /** Longer than the start of one process, the only thing that its thread waits for. */
  private static final Duration TIME_TO_END = Duration.ofSeconds(15);

  private final Duration firstPause;
  private final RunState state;
  private final Clock clock;
  private final Consumer<String> say;
  private final List<Kept> all = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread one = new Thread(task, "openbell-keeper");
            one.setDaemon(true);
            return one;
          });

  /** What starts a process, as it was started the first time. */
  interface Start {
    Process again() throws Exception;
  }

  /**
   * A keeper of nothing yet.
   *
   * @param state where it is noted what runs
   * @param say takes a line for a person when something ends
   * @param firstPause before the first restart in a row
   */
  Keeper(RunState state, Clock clock, Consumer<String> say, Duration firstPause) {
    this.firstPause = firstPause;
    this.state = state;
    this.clock = clock;
    this.say = say;
    long pause = BETWEEN_LOOKS.toMillis();
    thread.scheduleWithFixedDelay(this::answerRequest, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** Keeps a process running from now on. */
  void keep(String name, int port, Process process, Start start) {
    Kept kept = new Kept(name, port, start);
    thread.execute(
        () -> {
          all.add(kept);
          kept.runs(process);
        });
  }

  /** Starts nothing any more. A start that is under way is over when this returns. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerRequest() {
    if (state.takeRequest()) {
      all.forEach(Kept::startAtOnce);
    }
  }

  /** One process after the other of the same kind. */
  private final class Kept {
    private final Start start;
    private final Restarts restarts = new Restarts(firstPause);
    private Listener listener;
    private long startedAt;
    private boolean ended;
    private @Nullable Future<?> pending;

    Kept(String name, int port, Start start) {
      this.start = start;
      this.listener = Listener.running(name, 0, port, 0);
    }

    void runs(Process process) {
      ended = false;
      startedAt = System.nanoTime();
      note(Listener.running(listener.name(), process.pid(), listener.port(), listener.restarts()));
      process
          .onExit()
          .thenAccept(
              end -> thread.execute(() -> endedBecause("ended with exit code " + end.exitValue())));
    }

    void startAtOnce() {
      if (ended) {
        if (pending != null) {
          pending.cancel(false);
        }
        restarts.forget();
        startAgain();
      }
    }

    private void endedBecause(String reason) {
      ended = true;
      Duration lifetime = Duration.ofNanos(System.nanoTime() - startedAt);
      Optional<Duration> pause = restarts.afterEnd(lifetime);
      pause.ifPresent(
          wait ->
              pending = thread.schedule(this::startAgain, wait.toMillis(), TimeUnit.MILLISECONDS));
      String what = listener.name() + " " + reason;
      say.accept(
          pause
              .map(wait -> what + "; it is started again in " + wait.toSeconds() + " s.")
              .orElse(
                  what
                      + "; it is given up after %d starts in a row. `./openbell up` tries again."
                          .formatted(Restarts.MOST)));
      note(listener.ended(pause.map(clock.instant()::plus)));
    }

    private void startAgain() {
      pending = null;
      startedAt = System.nanoTime();
      listener =
          new Listener(
              listener.name(), listener.pid(), listener.port(), listener.restarts() + 1, "-");
      try {
        runs(start.again());
      } catch (InterruptedException e) {
        // Closed meanwhile.
        Thread.currentThread().interrupt();
      } catch (Throwable e) {
        // Whatever it was may be over at the next try.
        endedBecause("could not be started again: " + e.getMessage());
      }
    }

    private void note(Listener now) {
      listener = now;
      try {
        state.listens(now);
      } catch (StartFailure e) {
        // A status that is not true any more is no reason to let a process stay down.
        say.accept(e.getMessage());
      }
    }
  }
}
