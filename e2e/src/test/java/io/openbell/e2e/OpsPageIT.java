package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The operators' page, as they use it. */
@EnabledIf("io.openbell.e2e.Browser#isThere")
class OpsPageIT {
  private static Openbell openbell;
  private static Client client;

  @BeforeAll
  static void start() {
    openbell = Openbell.of(1, 1);
    client = openbell.client();
  }

  private static String figure(Browser browser, String part, int number) {
    return browser.find("[data-part='" + part + "'] dd:nth-of-type(" + number + ")").getText();
  }

  @Test
  void theChainAnInvestmentAndADeadLetter() {
    long product = client.product("Watched", 1_000_000);
    AtomicBoolean enough = new AtomicBoolean();
    assertThat(
            client
                .invest(Map.of("X-USER-ID", "garam", "Idempotency-Key", "watched-1"), product, 70)
                .join()
                .ok())
        .isTrue();
    try (Browser browser = new Browser("en", 1200, 1750, false)) {
      browser.open(openbell.gateway().url() + "/ops");
      for (String service : new String[] {"gateway", "write-api", "mq-consumer", "read-api"}) {
        browser.await("[data-part='" + service + "'] dd", "1 of 1");
        browser.await("[data-instance='" + service + "']", "UP");
      }
      CompletableFuture<Void> traffic =
          CompletableFuture.runAsync(
              () -> {
                while (!enough.get()) {
                  client.invest("somebody", product, 1);
                }
              });
      Awaitility.await("what is accepted a second")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions() // the page is drawn anew every two seconds
          .until(() -> !figure(browser, "write-api", 2).matches("[–0]"));
      Awaitility.await("what is finalized a second")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> !figure(browser, "mq-consumer", 2).matches("[–0]"));
      browser.await("[data-part='broker'] dd", "0");

      // By key alone, then by user and log id.
      browser.type("#search [name=key]", "watched-1");
      browser.find("#search button").click();
      browser.await("#found dd", "garam invests 70 in " + product + ", Watched");
      browser.await("#found dt", "SUCCESS");
      browser.await("#found dd", "with its group");
      String log = browser.find("#found li").getDomAttribute("data-log");
      browser.find("#search [name=key]").clear();
      browser.type("#search [name=user]", "garam");
      browser.type("[name=logId]", log);
      browser.find("#search button").click();
      browser.await("#search-said", "1 found");
      browser.find("#search [name=user]").clear();
      browser.find("[name=logId]").clear();
      browser.find("#search button").click();
      browser.await("#search-said", "say which: user, key or logId");

      anOrderIsFound(browser);

      poison("investments", "{\"poison\":1}");
      browser.await("[data-part='broker'] dd", "1");
      browser.find("#look").click();
      browser.await("#letters dd", "{\"poison\":1}");
      browser.picture("ops");
      enough.set(true);
      traffic.join();
      assertThat(browser.barriers()).isEmpty();
      // It cannot be finalized the second time either, and is a new letter.
      String letter = browser.find("#letters li").getDomAttribute("data-letter");
      browser.find("#letters button").click();
      browser.await("#letters-said", "Replayed.");
      browser.await("[data-part='broker'] dd", "1");
      browser.find("#look").click();
      browser.await("#letters-said", "1 in the queue.");
      poison("payments", "{\"poison\":2}");
      browser.await("[data-part='broker'] dd", "2");
      assertThat(browser.find("#letters li").getDomAttribute("data-letter")).isNotEqualTo(letter);
      assertThat(browser.complaints()).as("but for two wrong searches").hasSize(2);
    } finally {
      enough.set(true);
      onBroker(channel -> channel.queuePurge("openbell.investments.dead-letter"));
      onBroker(channel -> channel.queuePurge("openbell.payments.dead-letter"));
    }
  }

  /** Dabin has ordered two lamps, and then paid them. */
  private static void anOrderIsFound(Browser browser) {
    long lamp =
        client
            .post("/api/item", Map.of(), "{\"name\":\"Lamp\",\"price\":12000,\"stock\":9}")
            .data()
            .get("itemId")
            .asLong();
    client.post("/api/point/charge", Map.of("X-USER-ID", "dabin"), "{\"amount\":50000}");
    String order =
        client
            .post(
                "/api/order",
                Map.of("X-USER-ID", "dabin", "Idempotency-Key", "cart-1"),
                "{\"items\":[{\"itemId\":%d,\"quantity\":2}]}".formatted(lamp))
            .data()
            .get("orderId")
            .asString();
    Reply payment =
        client.post(
            "/api/order/" + order + "/payment",
            Map.of("X-USER-ID", "dabin", "X-Correlation-Id", "dabin-pays"),
            "{}");
    assertThat(payment.ok()).as(payment.toString()).isTrue();

    // By user and key, then by id alone.
    browser.type("#search-orders [name=user]", "dabin");
    browser.type("#search-orders [name=key]", "cart-1");
    browser.find("#search-orders button").click();
    browser.await("#search-orders-said", "1 found");
    browser.await("#found-orders dd", order + ": dabin orders for 24,000");
    assertThat(browser.find("#found-orders li").getDomAttribute("data-order")).isEqualTo(order);
    browser.find("#search-orders [name=user]").clear();
    browser.find("#search-orders [name=key]").clear();
    browser.type("#search-orders [name=orderId]", order);
    browser.find("#search-orders button").click();
    browser.await("#found-orders dd", "2 of " + lamp + ", Lamp, at 12,000");
    browser.await("#found-orders dt", "CREATED");
    browser.await("#found-orders dd", "by dabin, correlation id dabin-pays");
    String paymentId = payment.data().get("paymentId").asString();
    browser.await("#found-orders dd", paymentId + ": 24,000 of POINTS");
    browser.find("#search-orders [name=orderId]").clear();
    browser.type("#search-orders [name=orderId]", "17");
    browser.find("#search-orders button").click();
    browser.await("#search-orders-said", "orderId: must be a UUID");
    browser.find("#search-orders [name=orderId]").clear();
    browser.type("#search-orders [name=orderId]", order);
    browser.find("#search-orders button").click();
    browser.await("#search-orders-said", "1 found");
  }

  /** A message that nobody can read, among those of this name. */
  private static void poison(String what, String body) {
    onBroker(
        channel -> {
          channel.basicPublish(
              "openbell." + what, what + ".accepted", null, body.getBytes(StandardCharsets.UTF_8));
          return body;
        });
  }

  private static <T> T onBroker(Broker.Work<T> work) {
    return Broker.on(openbell.servers().springProperties(), work);
  }
}
