package io.openbell.bench.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/**
 * The opening bell, open model: users arrive at a rate, whether or not the answers keep up, and
 * invest once.
 */
public final class BellAtARate extends Simulation {
  /** For Gatling. */
  public BellAtARate() {
    setUp(
            scenario("bell")
                .exec(Calls.invest())
                .injectOpen(constantUsersPerSec(Calls.RATE).during(Calls.SECONDS)))
        // A connection per arrival would measure connecting.
        .protocols(Calls.gateway().shareConnections())
        .assertions(Calls.NOTHING_FAILED);
  }
}
