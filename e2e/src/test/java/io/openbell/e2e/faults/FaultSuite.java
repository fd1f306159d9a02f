package io.openbell.e2e.faults;

import static io.openbell.e2e.faults.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.audit.Audit;
import io.openbell.testkit.audit.ClientLog.Entry;
import io.openbell.testkit.audit.ShopAudit;
import io.openbell.testkit.audit.Violation;
import io.openbell.testkit.process.Checkout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fault under load with several seeds, and the checker afterwards. Not one of the tests of
 * {@code mvn verify}: it takes half an hour and needs real servers. Run by {@code e2e/faults}.
 */
class FaultSuite {
  private static final int INVESTORS = 6;
  private static final int SHOPPERS = 3;
  private static final long FIRST_SEED = Long.getLong("openbell.faults.seed", 20261121);
  private static final Reliability report = new Reliability();
  private static Scene scene;

  static Stream<Arguments> strikes() {
    String only = System.getProperty("openbell.faults.only", "");
    return Arrays.stream(Fault.values())
        .filter(fault -> only.isEmpty() || List.of(only.split(",")).contains(fault.name()))
        .flatMap(
            fault ->
                IntStream.range(0, fault.seeds())
                    .mapToObj(i -> Arguments.of(fault, FIRST_SEED + i)));
  }

  @BeforeAll
  static void start() {
    scene = new Scene();
    assertThat(scene.servers.real()).as("real servers: run e2e/faults").isTrue();
  }

  @AfterAll
  static void end() {
    scene.end();
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("strikes")
  void everyInvariantHolds(Fault fault, long seed) throws InterruptedException {
    scene.prepare();
    Crowd crowd = new Crowd(scene.clients, scene.products, scene.log, scene.items, scene.shopLog);
    crowd.start(INVESTORS, SHOPPERS, seed);
    LockSupport.parkNanos(6_000_000_000L); // the pace before, to compare with
    Instant struck = Instant.now();
    try {
      fault.strike(scene, new Random(seed));
    } catch (RuntimeException | Error e) {
      crowd.settle(); // or it would go on through the next fault
      throw e;
    }
    Instant healed = Instant.now();

    List<Violation> found;
    do {
      LockSupport.parkNanos(1_000_000_000);
      found = new ArrayList<>(Audit.recovery(scene.log, struck, healed));
    } while (!found.isEmpty() && Instant.now().isBefore(healed.plusSeconds(37)));
    crowd.settle();
    await(30, "everything is finalized, paid or expired", scene::isSettled);
    LockSupport.parkNanos(1_200_000_000); // what is shown may be a second old
    crowd.look();

    String file = "e2e/target/faults/" + fault + "-" + seed;
    scene.log.writeTo(Checkout.file(file + ".log"));
    scene.shopLog.writeTo(Checkout.file(file + "-shop.log"));
    found.addAll(Audit.of(scene.log, scene.database, Set.of()));
    found.addAll(ShopAudit.of(scene.shopLog, scene.database, Set.of()));
    report.add(fault, scene.log, scene.shopLog, found);
    report.write(); // each time: a run that breaks off has told what it found
    assertThat(found).isEmpty();
    assertThat(scene.log.entries()).allMatch(entry -> fault.allows(entry.status()));
    assertThat(scene.shopLog.attempts()).allMatch(attempt -> fault.allows(attempt.status()));
    Map<Record, Long> attempts =
        Stream.<Record>concat(
                scene.log.entries().stream()
                    .map(Entry::request)
                    .filter(request -> request.user().startsWith("user")),
                scene.shopLog.attempts().stream().map(attempt -> (Record) attempt.request()))
            .collect(Collectors.groupingBy(request -> request, Collectors.counting()));
    assertThat(attempts.values())
        .as("how often clients had to ask")
        .allMatch(n -> n <= fault.attempts());
  }
}
