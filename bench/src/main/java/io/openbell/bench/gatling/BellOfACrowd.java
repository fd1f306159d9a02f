package io.openbell.bench.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/**
 * The opening bell, closed model: all users are there at once, and each invests again as soon as it
 * has its answer.
 */
public final class BellOfACrowd extends Simulation {
  /** For Gatling. */
  public BellOfACrowd() {
    setUp(
            scenario("bell")
                .exec(during(Calls.SECONDS).on(Calls.invest()))
                .injectOpen(atOnceUsers(Calls.USERS)))
        .protocols(Calls.gateway())
        .assertions(Calls.NOTHING_FAILED);
  }
}
