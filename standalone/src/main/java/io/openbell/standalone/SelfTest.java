package io.openbell.standalone;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One real investment through the whole chain: gateway, write-api, broker, mq-consumer, database,
 * read-api. It is made in a probe product that no list shows and that is removed afterwards.
 */
final class SelfTest {
  /** Reserved for probes: read-api never lists it. */
  static final long PROBE_PRODUCT = Long.MAX_VALUE;

  /** From here on read-api lists nothing: probes and warm-ups. */
  static final long FIRST_UNLISTED = Long.MAX_VALUE - 99;

  private static final String USER = "openbell-self-test";
  private static final List<String> TABLES =
      List.of("product_invest_log", "product_invest_user", "product_invest_status", "product");

  private final Database database;
  private final HttpCalls gateway;
  private final Clock clock;

  SelfTest(Database database, HttpCalls gateway, Clock clock) {
    this.database = database;
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * Invests 1 and waits until that is finalized.
   *
   * @throws StartFailure saying which step failed, and what it answered
   */
  void run(Progress progress) {
    try {
      // Also what an earlier self-test left behind that was killed on its way.
      removeProbe();
      insertProbe();
      try {
        invest(progress);
      } finally {
        removeProbe();
      }
    } catch (SQLException e) {
      throw new StartFailure(
          "The self-test failed: its probe product could not be written or removed: "
              + e.getMessage(),
          e);
    }
  }

  private void invest(Progress progress) {
    String key = UUID.randomUUID().toString();
    Map<String, String> headers = Map.of("X-USER-ID", USER, "Idempotency-Key", key);
    Map<String, Long> body = Map.of("productId", PROBE_PRODUCT, "investAmount", 1L);
    // With its key the request may be repeated until it is settled.
    await(
        progress,
        ServiceName.WRITE_API,
        "investing through the gateway was not accepted",
        () -> gateway.post("/api/invest", headers, body),
        answer -> answer.status() == 200 && answer.ok() && answer.code().equals("01"));
    await(
        progress,
        ServiceName.MQ_CONSUMER,
        "the accepted investment was not finalized",
        () -> gateway.get("/api/invest/" + key, Map.of("X-USER-ID", USER)),
        answer -> answer.data().path("investResult").asString("").equals("SUCCESS"));
  }

  private interface Call {
    HttpCalls.Reply send() throws IOException;
  }

  private interface Expectation {
    boolean isMetBy(HttpCalls.Reply answer);
  }

  private static void await(
      Progress progress,
      ServiceName inCharge,
      String complaint,
      Call call,
      Expectation expectation) {
    String last = "no answer";
    while (!progress.stalled()) {
      try {
        HttpCalls.Reply answer = call.send();
        if (expectation.isMetBy(answer)) {
          progress.made();
          return;
        }
        last = answer.toString();
      } catch (IOException e) {
        last = e.toString();
      }
      progress.pause();
    }
    throw progress.failure(
        "The self-test failed: %s (the last answer was: %s)".formatted(complaint, last), inCharge);
  }

  private void insertProbe() throws SQLException {
    Instant now = clock.instant();
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      try (PreparedStatement product =
          connection.prepareStatement(
              "insert into product"
                  + " (product_id, title, total_investing_amount, started_at, finished_at,"
                  + " created_at) values (?, 'self-test', 1, ?, ?, ?)")) {
        product.setLong(1, PROBE_PRODUCT);
        product.setTimestamp(2, Timestamp.from(now.minus(Duration.ofDays(1))));
        product.setTimestamp(3, Timestamp.from(now.plus(Duration.ofDays(1))));
        product.setTimestamp(4, Timestamp.from(now));
        product.executeUpdate();
      }
      try (PreparedStatement status =
          connection.prepareStatement(
              "insert into product_invest_status"
                  + " (product_id, total_investing_amount, reserved_amount, confirmed_amount,"
                  + " investing_cnt, investing_status, version)"
                  + " values (?, 1, 0, 0, 0, 'ONGOING', 0)")) {
        status.setLong(1, PROBE_PRODUCT);
        status.executeUpdate();
      }
      connection.commit();
    }
  }

  private void removeProbe() throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (String table : TABLES) {
        try (PreparedStatement delete =
            connection.prepareStatement("delete from " + table + " where product_id = ?")) {
          delete.setLong(1, PROBE_PRODUCT);
          delete.executeUpdate();
        }
      }
      connection.commit();
    }
  }
}
