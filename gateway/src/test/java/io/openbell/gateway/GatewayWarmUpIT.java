package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class GatewayWarmUpIT {
  @Test
  void passesRequestsOnBeforeItIsReadyAndInvestsInNothingThatCanBe(CapturedOutput output) {
    try (FakeService readApi = FakeService.start("read-api");
        FakeService writeApi = FakeService.start("write-api")) {
      writeApi.answers(FakeService.json(404, "{}"));
      try (RunningGateway gateway =
          RunningGateway.start(
              readApi.uri(),
              writeApi.uri(),
              "openbell.warm-up.time=1s",
              "openbell.warm-up.connections=4")) {
        assertThat(readApi.received()).isNotEmpty();
        assertThat(writeApi.received())
            .hasSizeGreaterThan(1)
            .allMatch(request -> request.text().contains("\"productId\":0,"));
        assertThat(output.toString()).contains("event=warmed-up").doesNotContain("event=answered");

        gateway.get("/api/product");
        assertThat(output.toString()).as("the log speaks again").contains("event=answered");
      }
    }
  }

  @Test
  void withoutServicesItIsReadyWhenItsPatienceEnds(CapturedOutput output) {
    try (FakeService gone = FakeService.start("gone")) {
      gone.stop();
      try (RunningGateway gateway =
          RunningGateway.start(
              gone.uri(),
              gone.uri(),
              "openbell.warm-up.time=1s",
              "openbell.warm-up.patience=500ms")) {
        assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(output.toString()).contains("event=not-warmed-up cause=no-write-api");
      }
    }
  }
}
