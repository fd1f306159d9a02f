package io.openbell.write.invest;

import io.openbell.core.invest.Offer;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.desk.RequestFingerprint;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The statements of a group's transaction: plain SQL, each one round trip. */
@Repository
class InvestTable {
  private static final String INSERT =
      """
      insert into product_invest_log (log_id, user_id, product_id, invest_amount, invest_result,
          idempotency_key, request_fingerprint, correlation_id, accepted_at, publish_after)
        values (?, ?, ?, ?, 'PENDING', ?, ?, ?, ?, ?)""";

  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  InvestTable(JdbcTemplate template, JdbcClient jdbc) {
    this.template = template;
    this.jdbc = jdbc;
  }

  /**
   * A product as a group finds it.
   *
   * @param now the database's clock, the same for all products of a group
   */
  record FoundProduct(long productId, Offer offer, long version, Instant now) {
    HaltedProducts.Sighting sighting() {
      return new HaltedProducts.Sighting(version, offer.reserved());
    }
  }

  /** A user and a key. */
  record UserKey(String userId, String key) {}

  /** What was accepted under a key. */
  record Known(RequestFingerprint fingerprint, long amount) {}

  /** A new investment, PENDING; its id is the column {@code log_id}. */
  record NewInvestment(long logId, InvestRequest request, long amount) {}

  /** These products by id; those that do not exist are left out. */
  Map<Long, FoundProduct> find(Set<Long> productIds) {
    if (productIds.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(
            """
            select p.product_id, p.total_investing_amount, s.reserved_amount, p.started_at,
                   p.finished_at, s.version, current_timestamp
              from product p join product_invest_status s on s.product_id = p.product_id
             where p.product_id in (:ids)""")
        .param("ids", productIds)
        .query(
            (row, n) ->
                new FoundProduct(
                    row.getLong(1),
                    new Offer(
                        row.getLong(2),
                        row.getLong(3),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        row.getObject(5, OffsetDateTime.class).toInstant()),
                    row.getLong(6),
                    row.getObject(7, OffsetDateTime.class).toInstant()))
        .stream()
        .collect(Collectors.toMap(FoundProduct::productId, Function.identity()));
  }

  /** What was accepted under these keys before; keys not known are left out. */
  Map<UserKey, Known> known(List<UserKey> keys) {
    Map<UserKey, Known> known = new HashMap<>();
    if (keys.isEmpty()) {
      return known;
    }
    List<Object[]> pairs = keys.stream().map(k -> new Object[] {k.userId(), k.key()}).toList();
    jdbc.sql(
            """
            select user_id, idempotency_key, request_fingerprint, invest_amount
              from product_invest_log where (user_id, idempotency_key) in (:pairs)""")
        .param("pairs", pairs)
        .query(
            row -> {
              known.put(
                  new UserKey(row.getString(1), row.getString(2)),
                  new Known(new RequestFingerprint(row.getString(3)), row.getLong(4)));
            });
    return known;
  }

  void insertPending(List<NewInvestment> accepted, Instant now, Instant publishAfter) {
    OffsetDateTime acceptedAt = now.atOffset(ZoneOffset.UTC);
    OffsetDateTime relayAt = publishAfter.atOffset(ZoneOffset.UTC);
    template.batchUpdate(
        INSERT,
        new BatchPreparedStatementSetter() {
          @Override
          public void setValues(PreparedStatement row, int i) throws SQLException {
            NewInvestment one = accepted.get(i);
            InvestRequest request = one.request();
            IdempotencyKey key = request.idempotencyKey();
            row.setLong(1, one.logId());
            row.setString(2, request.user().value());
            row.setLong(3, request.productId());
            row.setLong(4, one.amount());
            row.setString(5, key == null ? null : key.value());
            row.setString(6, key == null ? null : request.fingerprint().value());
            row.setString(7, request.correlationId());
            row.setObject(8, acceptedAt);
            row.setObject(9, relayAt);
          }

          @Override
          public int getBatchSize() {
            return accepted.size();
          }
        });
  }

  /**
   * The guard: reserves each amount only if so much is still left. Rows are locked in the map's
   * order.
   *
   * @return false when one amount is not left; the transaction must then be rolled back
   */
  boolean reserve(SortedMap<Long, Long> amounts) {
    List<Object[]> rows =
        amounts.entrySet().stream()
            .map(
                reserved ->
                    new Object[] {reserved.getValue(), reserved.getKey(), reserved.getValue()})
            .toList();
    return IntStream.of(
            template.batchUpdate(
                """
                update product_invest_status
                   set reserved_amount = reserved_amount + ?, version = version + 1
                 where product_id = ? and reserved_amount + ? <= total_investing_amount""",
                rows))
        .allMatch(changed -> changed == 1);
  }

  /**
   * Makes the version of a product's status this one; it never gets smaller.
   *
   * @return whether there is such a product, with a smaller version
   */
  boolean raiseVersion(long productId, long version) {
    return jdbc.sql(
                """
                update product_invest_status set version = :version
                 where product_id = :id and version < :version""")
            .param("version", version)
            .param("id", productId)
            .update()
        == 1;
  }
}
