package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClientsProperties;

class ReadinessTest {
  private final FakeService service = FakeService.start("any");
  private final Readiness readiness = readiness(Duration.ofMillis(400));

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void isWhatTheInstanceSaysOfItself() {
    assertThat(isReady()).isTrue();
    service.readiness(FakeService.json(503, "{\"status\":\"OUT_OF_SERVICE\"}"));
    assertThat(isReady()).isFalse();
    service.readiness(FakeService.json(200, "{\"status\":\"UP\"}"));
    assertThat(isReady()).isTrue();
  }

  @Test
  void endsAtOnceWithTheConnection() {
    assertThat(isReady()).isTrue();
    service.stop();
    assertThat(isReady()).isFalse();
  }

  @Test
  void outlastsAFewSilentChecks() {
    assertThat(isReady()).isTrue();
    service.readiness(FakeService.silent());
    assertThat(isReady()).isTrue();
    assertThat(isReady()).isTrue();
    assertThat(isReady()).isFalse();
    assertThat(isReady()).isFalse();
  }

  @Test
  void isForgivenItsSilenceOnceItAnswersAgain() {
    assertThat(isReady()).isTrue();
    service.readiness(FakeService.silent());
    assertThat(isReady()).isTrue();
    service.readiness(FakeService.json(200, "{}"));
    assertThat(isReady()).isTrue();
    service.readiness(FakeService.silent());
    assertThat(isReady()).isTrue();
    assertThat(isReady()).isTrue();
    assertThat(isReady()).isFalse();
  }

  @Test
  void isPresumedForAWhileOfAnInstanceThatHasNotAnsweredYet() {
    service.readiness(FakeService.silent());
    assertThat(isReady()).isTrue();
    assertThat(isReady()).isTrue();
    assertThat(isReady()).isFalse();
  }

  @Test
  void isNotPresumedAfterANo() {
    assertThat(isReady()).isTrue();
    service.readiness(FakeService.json(503, "{}"));
    assertThat(isReady()).isFalse();
    service.readiness(FakeService.silent());
    assertThat(isReady()).isFalse();
  }

  private boolean isReady() {
    Boolean ready =
        readiness
            .apply(
                new DefaultServiceInstance("a", "any", "127.0.0.1", service.port(), false),
                "/readyz")
            .block(Duration.ofSeconds(5));
    return Boolean.TRUE.equals(ready);
  }

  private static Readiness readiness(Duration interval) {
    LoadBalancerClientsProperties loadBalancer = new LoadBalancerClientsProperties();
    loadBalancer.getHealthCheck().setInterval(interval);
    return new Readiness(
        GatewayPropertiesTest.bind(Map.of("openbell.gateway.tolerated-silence", "2")),
        loadBalancer);
  }
}
