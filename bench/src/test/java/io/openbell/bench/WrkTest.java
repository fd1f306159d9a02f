package io.openbell.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class WrkTest {
  @Test
  void theFiguresBecomeALoad() {
    Load load =
        Wrk.parse(
            """
            Running 10s test @ http://127.0.0.1:8080
              1 threads and 500 connections
            Requests/sec:   2500.00
            FIGURES requests=25000 micros=10000000 p50=12500 p99=80100 max=99000 connect=1 read=20 \
            write=300 timeout=4000 status=50000
            """);

    assertThat(load).isEqualTo(new Load(25_000, 10, 12.5, 80.1, 54_321));
    assertThat(load.rate()).isEqualTo(2_500);
  }

  @Test
  void withoutFiguresTheOutputIsTheError() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Wrk.parse("load.lua: out of paper\n"))
        .withMessageContaining("no figures")
        .withMessageContaining("out of paper");
  }

  @Test
  void aMissingFigureIsAnError() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Wrk.parse(
                    "FIGURES requests=1 micros=1 p50=1 max=1 connect=0 read=0 write=0 timeout=0"
                        + " status=0"))
        .withMessageContaining("no p99");
  }
}
