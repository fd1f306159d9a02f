package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.http.Client;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the system does while Redis, the broker or the database is away, and afterwards. */
class OutageIT {
  private static final Map<String, String> USER4 = Map.of("X-USER-ID", "user4");
  private Openbell openbell;
  private Client client;
  private Books database;

  @BeforeEach
  void start() {
    openbell = Openbell.of(1, 1);
    client = openbell.client();
    database = openbell.database();
  }

  @AfterEach
  void heal() {
    openbell.servers().startRedis();
    openbell.servers().startBroker();
    openbell.servers().startDatabase();
    Awaitility.await("everything is finalized")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> database.pending() == 0);
    database.assertInvariants();
  }

  private long current(long product) {
    return client.get("/api/product/" + product).data().get("currentInvestingAmount").asLong();
  }

  private void assertInvestable(long product) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> client.invest("user1", product, 10).ok());
  }

  @Test
  void withoutRedisInvestingAnswers503AndReadingGoesOn() {
    long product = client.product("Without Redis", 1_000);
    client.invest("user4", product, 10);
    openbell.servers().stopRedis();

    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              Reply reply = client.invest("user4", product, 10);
              assertThat(reply.status()).isEqualTo(503);
              assertThat(reply.code()).isIn("LOCK_UNAVAILABLE", "UNAVAILABLE");
              assertThat(reply.retryAfter()).isPresent();
            });
    // Directly: what the gateway says once the instance left the rotation is UNAVAILABLE.
    Reply direct = new Client(openbell.writeApis().get(0).url()).invest("user4", product, 10);
    assertThat(direct.code()).isEqualTo("LOCK_UNAVAILABLE");
    assertThat(current(product)).isEqualTo(10);
    assertThat(client.get("/api/product?size=100").status()).isEqualTo(200);
    assertThat(client.get("/api/product/my/invest", USER4).status()).isEqualTo(200);
    assertThat(database.logs(product)).isEqualTo(1);

    openbell.servers().startRedis();
    assertInvestable(product);
    Awaitility.await().untilAsserted(() -> assertThat(current(product)).isGreaterThan(10));
  }

  @Test
  void wipedRedisOversellsNothingAndShowsTheTruthAgain() {
    long product = client.product("Wiped Redis", 100);
    client.invest("user1", product, 60);
    openbell.servers().flushRedis();

    Awaitility.await().untilAsserted(() -> assertThat(current(product)).isEqualTo(60));
    assertThat(client.invest("user2", product, 50).code()).isEqualTo("INVEST_AMOUNT_OVERFLOW");
    assertThat(client.invest("user2", product, 40).ok()).isTrue();
    Awaitility.await().untilAsserted(() -> assertThat(current(product)).isEqualTo(100));
  }

  @Test
  void withoutTheBrokerInvestingGoesOnAndEverythingIsFinalizedWhenItReturns() {
    long product = client.product("Without broker", 1_000);
    openbell.servers().stopBroker();

    for (int i = 0; i < 20; i++) {
      assertThat(client.invest("user" + i, product, 10).ok()).isTrue();
    }
    assertThat(
            database.number(
                "select count(*) from product_invest_log where product_id = ? and invest_result ="
                    + " 'PENDING'",
                product))
        .isEqualTo(20);

    openbell.servers().startBroker();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                database.number(
                        "select confirmed_amount from product_invest_status where product_id = ?",
                        product)
                    == 200);
  }

  @Test
  void withoutTheDatabaseInvestingAnswers503AndNoFigureCountsIt() {
    long product = client.product("Without database", 1_000);
    client.invest("user1", product, 10);
    Awaitility.await().untilAsserted(() -> assertThat(current(product)).isEqualTo(10));
    openbell.servers().stopDatabase();

    Reply direct = new Client(openbell.writeApis().get(0).url()).invest("user4", product, 10);
    assertThat(direct.status()).isEqualTo(503);
    assertThat(direct.code()).isEqualTo("UNAVAILABLE");
    Reply through = client.invest("user4", product, 10);
    assertThat(through.status()).isEqualTo(503);

    openbell.servers().startDatabase();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> current(product) == 10);
    assertInvestable(product);
  }
}
