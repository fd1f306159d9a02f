package io.openbell.write.desk;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Lincheck runs callers of one {@link Desk} through many interleavings of its steps. Whatever the
 * interleaving, their answers must be those of some order one after the other, and every caller
 * must get one: a caller who is left in the queue hangs, and that is a failure too.
 *
 * <p>Whoever finds nobody draining drains on its own thread, so that no thread is beyond Lincheck's
 * control.
 */
public class DeskLincheckTest {
  private static final int TOTAL = 5;

  /** Random pairs of callers; each iteration takes seconds. */
  private static final int ITERATIONS = Integer.getInteger("openbell.lincheck.iterations", 5);

  private static final DeskProperties PROPERTIES = InMemory.properties(2, 100);
  private static final Logger DESK_LOG = (Logger) LoggerFactory.getLogger("openbell.desk");

  /** Made before: what makes a request is nothing to interleave. */
  private static final List<InMemory.Ask> REQUESTS =
      IntStream.rangeClosed(1, 3).mapToObj(won -> InMemory.ask("ann", won)).toList();

  private final Desk<InMemory.Ask, Boolean> desk =
      InMemory.desk(InMemory.FREE, new InMemory.Sale(TOTAL), Runnable::run, () -> 0, PROPERTIES);

  @BeforeAll
  static void quiet() {
    DESK_LOG.setLevel(Level.OFF);
    System.setProperty("lincheck.logLevel", "ERROR"); // it warns of every record's fields
  }

  @AfterAll
  static void logAgain() {
    DESK_LOG.setLevel(null);
  }

  @Operation
  public boolean invest(@Param(gen = IntGen.class, conf = "1:3") int amount) {
    return desk.submit(REQUESTS.get(amount - 1)).join().equals(new Answer.Decided<>(true));
  }

  /** What a desk comes to when nobody is in anybody's way. */
  public static class Amount {
    private int left = TOTAL;

    public boolean invest(int amount) {
      if (amount > left) {
        return false;
      }
      left -= amount;
      return true;
    }
  }

  @Test
  void everyInterleavingSellsAsIfCallersCameOneAfterTheOther() {
    new ModelCheckingOptions()
        .iterations(ITERATIONS)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsBefore(0)
        .actorsPerThread(2)
        .actorsAfter(0)
        .sequentialSpecification(Amount.class)
        .check(DeskLincheckTest.class);
  }
}
