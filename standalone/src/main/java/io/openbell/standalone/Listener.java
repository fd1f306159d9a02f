package io.openbell.standalone;

import java.time.Instant;
import java.util.Optional;

/**
 * Who listens on a port: a line {@code NAME PID PORT RESTARTS NEXT} of {@code run/listeners}, which
 * {@code ./openbell status} reads.
 *
 * @param pid the process, or the one that was
 * @param restarts how often it was started again since it ended by itself
 * @param next {@code -}, the second of the epoch at which an ended one is started again, or {@value
 *     #GIVEN_UP}
 */
record Listener(String name, long pid, int port, int restarts, String next) {
  private static final String GIVEN_UP = "given-up";

  static Listener running(String name, long pid, int port, int restarts) {
    return new Listener(name, pid, port, restarts, "-");
  }

  /** The same after its end, to be started again then, or never. */
  Listener ended(Optional<Instant> then) {
    String when = then.map(time -> Long.toString(time.getEpochSecond())).orElse(GIVEN_UP);
    return new Listener(name, pid, port, restarts, when);
  }

  static Listener parse(String line) {
    String[] words = line.split(" ");
    return new Listener(
        words[0],
        Long.parseLong(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        words[4]);
  }

  String line() {
    return String.join(
        " ", name, Long.toString(pid), Integer.toString(port), Integer.toString(restarts), next);
  }

  boolean isAlive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
