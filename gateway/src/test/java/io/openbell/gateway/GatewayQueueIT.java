package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Alone in its class: gateways of one JVM share their event loops, which the first to stop stops.
 */
class GatewayQueueIT {
  @Test
  void refusesAtOnceWhenTheQueueForConnectionsIsFull() {
    try (FakeService silent = FakeService.start("silent");
        RunningGateway gateway =
            RunningGateway.start(
                silent.uri(),
                silent.uri(),
                "openbell.gateway.max-pending-connects=1",
                "spring.cloud.gateway.server.webflux.httpclient.response-timeout=2s",
                "spring.cloud.gateway.server.webflux.httpclient.pool.max-connections=1",
                "spring.cloud.gateway.server.webflux.httpclient.pool.acquire-timeout=60000")) {
      silent.answers(FakeService.silent());

      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 5).mapToObj(i -> gateway.getAsync("/api/product")).toList();

      // Without a bound all would wait until they time out, and none be refused.
      assertThat(answers).extracting(a -> a.join().statusCode()).contains(503);
    }
  }
}
