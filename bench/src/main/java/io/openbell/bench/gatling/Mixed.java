package io.openbell.bench.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Simulation;

/** A day between two bells: of ten calls nine read and one invests. */
public final class Mixed extends Simulation {
  /** For Gatling. */
  public Mixed() {
    setUp(
            scenario("mixed")
                .exec(
                    during(Calls.SECONDS)
                        .on(
                            randomSwitch()
                                .on(
                                    percent(10).then(Calls.invest()),
                                    percent(25).then(Calls.list()),
                                    percent(25).then(Calls.detail()),
                                    percent(20).then(Calls.myInvestments()),
                                    percent(20).then(Calls.mySingleInvestments()))))
                .injectOpen(atOnceUsers(Calls.USERS)))
        .protocols(Calls.gateway())
        .assertions(Calls.NOTHING_FAILED);
  }
}
