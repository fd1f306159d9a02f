package io.openbell.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class GatlingTest {
  // As it prints them, but for the width.
  private static final String OUTPUT =
      """
      ---- Requests ------------------------------|---Total---|-----OK----|----KO----
      > Global                                    |       100 |        90 |        10
      > invest                                    |        40 |        40 |         0
      > invest the rest                           |         1 |         1 |         0
      ---- Requests ------------------------------|---Total---|-----OK----|----KO----
      > Global                                    |     2,400 |     2,300 |       100
      > invest                                    |     1,000 |       950 |        50
      > invest the rest                           |         1 |         1 |         0
      > list                                      |     1,399 |     1,349 |        50
      ---- Errors -------------------------------------------------------------------
      > status.find.is(200), but actually found 503                       100   (100%)
      ---- Global Information --------------------|---Total---|-----OK----|----KO----
      > request count                             |     2,400 |     2,300 |       100
      > response time 50th percentile (ms)        |        12 |        12 |         -
      > response time 99th percentile (ms)        |     1,080 |     1,070 |      1080
      > mean throughput (rps)                     |    480.25 |       460 |        20
      ---- Response Time Distribution -----------------------------------------------
      > OK: t < 800 ms                                                    2,300  (96%)

      Reports generated, please open the following file: file:///checkout/bell-1/index.html
      Global: count of failed events is 0.0 : false (actual : 100.0)
      """;

  @Test
  void theSummaryBecomesALoad() {
    Gatling.Report report = Gatling.parse(OUTPUT.lines().toList());

    assertThat(report.load()).isEqualTo(new Load(2_400, 2_400 / 480.25, 12, 1_080, 100));
    assertThat(report.load().rate()).isEqualTo(480.25);
    assertThat(report.page()).isEqualTo("/checkout/bell-1/index.html");
  }

  @Test
  void acceptedIsWhatTheLastTableSaysOfInvesting() {
    assertThat(Gatling.parse(OUTPUT.lines().toList()).accepted()).isEqualTo(951);
  }

  @Test
  void aRunWithoutASummaryIsAnError() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Gatling.parse(List.of("There were no requests sent during the simulation")))
        .withMessageContaining("request count");
  }
}
