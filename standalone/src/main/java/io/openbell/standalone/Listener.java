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
  static final String LAUNCHER = "launcher";

  /** The AMQP broker, a part of the launcher. */
  static final String BROKER = "broker";

  /** The database, a part of the launcher. */
  static final String DATABASE = "h2";

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

  /** Whether it has no process of its own. */
  boolean isPartOfLauncher() {
    return name.equals(BROKER) || name.equals(DATABASE);
  }

  /** Whether it is not started again by itself. */
  boolean isGivenUp() {
    return next.equals(GIVEN_UP);
  }

  /** When it is started again, if it has ended and is not given up. */
  Optional<Instant> startsAgainAt() {
    return Optional.of(next)
        .filter(text -> text.matches("\\d+"))
        .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
  }

  String line() {
    return String.join(
        " ", name, Long.toString(pid), Integer.toString(port), Integer.toString(restarts), next);
  }

  boolean isAlive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
