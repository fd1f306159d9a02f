package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReadyMessageTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6);

  private final LaunchOptions options =
      LaunchOptions.parse(
          List.of("--checkout=/srv/openbell"), Map.of("OPENBELL_PORT_GATEWAY", "9000"));

  @Test
  void withAnOpenProductItShowsThreeCallsAtTheGatewaysPort() {
    String message = message(OptionalLong.of(3), OptionalLong.empty());

    assertThat(message)
        .contains("ready after 11.3 s")
        .contains("'http://localhost:9000/api/product?page=0&size=10'")
        .contains("-d '{\"productId\":3,\"investAmount\":10}' 'http://localhost:9000/api/invest'")
        .contains("'http://localhost:9000/api/product/my/invest?page=0&size=10'")
        .contains("http://localhost:9000/swagger-ui.html")
        .contains(
            "http://localhost:9080/actuator/prometheus of the gateway; 9081 write-api, 9082 read-api,"
                + " 9083 mq-consumer")
        .contains("deleted when Openbell stops")
        .doesNotContain("/api/item")
        .doesNotContain("/api/coupon");
  }

  @Test
  void withACouponThatTheUserCanGetItShowsTwoCallsToGetIt() {
    String message =
        message(new SamplesToTry(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(5)));

    assertThat(message)
        .contains("-d '{}' 'http://localhost:9000/api/coupon/5/issue'")
        .contains("'http://localhost:9000/api/coupon/my'");
  }

  @Test
  void withAnItemThatTheUserCanPayItShowsThreeCallsToBuyIt() {
    String message = message(OptionalLong.empty(), OptionalLong.of(7));

    assertThat(message)
        .contains("'http://localhost:9000/api/item/7'")
        .contains(
            "-d '{\"items\":[{\"itemId\":7,\"quantity\":1}],\"payNow\":true}'"
                + " 'http://localhost:9000/api/order'")
        .contains("'http://localhost:9000/api/order/my'");
  }

  @Test
  void withoutOneItShowsHowToRegisterItAndNoCallThatWouldFail() {
    String message = message(OptionalLong.empty(), OptionalLong.empty());

    assertThat(message)
        .contains("\"startedAt\":\"2026-01-02T03:04:05\",\"finishedAt\":\"2026-01-09T03:04:05\"")
        .contains("'http://localhost:9000/api/product'")
        .doesNotContain("/api/invest");
  }

  private String message(OptionalLong product, OptionalLong item) {
    return message(new SamplesToTry(product, item, OptionalLong.empty()));
  }

  private String message(SamplesToTry samples) {
    return String.join(
        "\n", ReadyMessage.lines(options, "11.3 s", samples, "jdbc:h2:tcp://x", NOW));
  }
}
