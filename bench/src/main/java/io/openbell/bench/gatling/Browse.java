package io.openbell.bench.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** Users invest once, so that they have something to see, and then look around. */
public final class Browse extends Simulation {
  /** For Gatling. */
  public Browse() {
    setUp(
            scenario("browse")
                .exec(Calls.invest())
                .exec(
                    during(Calls.SECONDS)
                        .on(
                            Calls.list(),
                            Calls.detail(),
                            Calls.myInvestments(),
                            Calls.mySingleInvestments()))
                .injectOpen(atOnceUsers(Calls.USERS)))
        .protocols(Calls.gateway())
        .assertions(Calls.NOTHING_FAILED);
  }
}
