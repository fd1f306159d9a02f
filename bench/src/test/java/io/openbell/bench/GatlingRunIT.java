package io.openbell.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.backing.SharedServers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatlingRunIT {
  @Test
  void aFewUsersBrowseAndEveryInvestmentTheyMadeIsFinalized() {
    Gatling.Report report =
        GatlingRun.run(
            SharedServers.get(), Plan.BROWSE, Map.of("users", "5", "seconds", "3", "warm-up", "0"));

    assertThat(report.accepted()).isEqualTo(5);
    assertThat(report.load().requests()).isGreaterThan(5 * 5);
    assertThat(report.load().failures()).isZero();
    assertThat(Path.of(report.page())).isNotEmptyFile();
  }
}
