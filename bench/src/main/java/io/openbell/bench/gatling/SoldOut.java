package io.openbell.bench.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** One user takes all there is; then a crowd goes on asking. Use with one product. */
public final class SoldOut extends Simulation {
  /** For Gatling. */
  public SoldOut() {
    setUp(
            scenario("first")
                .exec(Calls.buyTheRest())
                .injectOpen(atOnceUsers(1))
                .andThen(
                    scenario("too late")
                        .exec(during(Calls.SECONDS).on(Calls.comeTooLate()))
                        .injectOpen(atOnceUsers(Calls.USERS))))
        .protocols(Calls.gateway())
        .assertions(Calls.NOTHING_FAILED);
  }
}
