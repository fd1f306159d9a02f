package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The first requests, before and after the services are there. */
class GatewayStartIT {
  @Test
  void letsTheFirstRequestsWaitForTheFirstChecks() {
    try (FakeService gone = FakeService.start("gone");
        FakeService slow = FakeService.start("slow");
        FakeService later = FakeService.start("later")) {
      gone.stop();
      later.stop();
      slow.readiness(
          (request, socket) -> {
            try {
              Thread.sleep(600);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            FakeService.json(200, "{}").to(request, socket);
          });
      try (RunningGateway gateway =
          RunningGateway.start(gone.uri() + "," + slow.uri(), later.uri())) {
        assertThat(gateway.get("/api/product").statusCode()).isEqualTo(200);

        assertRefused(gateway.post("/api/invest", "{}"), 503, "UNAVAILABLE");
        later.startAgain();
        await()
            .atMost(Duration.ofSeconds(3))
            .until(() -> gateway.post("/api/invest", "{}").statusCode() == 200);
      }
    }
  }
}
