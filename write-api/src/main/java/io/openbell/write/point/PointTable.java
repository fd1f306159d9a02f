package io.openbell.write.point;

import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.RequestFingerprint;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The statements about points. Whoever changes anything of a user's points has locked the user's
 * account before.
 */
@Repository
class PointTable {
  private static final RowMapper<Account> ACCOUNT =
      (row, n) -> new Account(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4));

  private final JdbcTemplate template;
  private final JdbcClient jdbc;

  PointTable(JdbcTemplate template, JdbcClient jdbc) {
    this.template = template;
    this.jdbc = jdbc;
  }

  /**
   * An account as it was when it was locked.
   *
   * @param balance what can be spent
   * @param booked what the entries add up to: more by what is taken for payments on their way
   * @param version counts the changes
   */
  record Account(String userId, long balance, long booked, long version) {}

  /** A charge that was made under a key. */
  record Known(RequestFingerprint fingerprint, UUID chargeId, OffsetDateTime expiresAt) {}

  /** What is left of a lot that has expired. */
  record DueLot(UUID lotId, String userId, long remaining) {}

  /** That the rest of these lots, all of one account, expires; it is no less than their sum. */
  record Expired(UUID entryId, Account account, List<DueLot> lots) {
    long amount() {
      return lots.stream().mapToLong(DueLot::remaining).reduce(0, Math::addExact);
    }
  }

  /** The database's clock; the same within a transaction. */
  OffsetDateTime now() {
    return jdbc.sql("select current_timestamp").query(OffsetDateTime.class).single();
  }

  /**
   * Nobody else changes this user's points until the transaction ends; empty without an account. An
   * UPDATE locks them, and no {@code for update}: that would wait for those who have inserted a
   * payment of the user and wait for others.
   */
  Optional<Account> lock(UserId user) {
    jdbc.sql("update point_account set version = version where user_id = :user")
        .param("user", user.value())
        .update();
    return jdbc.sql(
            """
            select user_id, balance, booked, version from point_account
             where user_id = :user""")
        .param("user", user.value())
        .query(ACCOUNT)
        .optional();
  }

  /** What was charged under this key. */
  Optional<Known> known(UserId user, IdempotencyKey key) {
    return jdbc.sql(
            """
            select e.request_fingerprint, e.entry_id, l.expires_at
              from point_entry e join point_lot l on l.entry_id = e.entry_id
             where e.user_id = :user and e.idempotency_key = :key""")
        .param("user", user.value())
        .param("key", key.value())
        .query(
            (row, n) ->
                new Known(
                    new RequestFingerprint(row.getString(1)),
                    row.getObject(2, UUID.class),
                    row.getObject(3, OffsetDateTime.class)))
        .optional();
  }

  /**
   * A user's first charge.
   *
   * @throws org.springframework.dao.DuplicateKeyException when there is an account by now
   */
  void open(UserId user, long amount) {
    jdbc.sql(
            """
            insert into point_account (user_id, balance, booked, version)
              values (:user, :amount, :amount, 1)""")
        .param("user", user.value())
        .param("amount", amount)
        .update();
  }

  /**
   * The guard: no charge makes the balance larger than this.
   *
   * @return false when it would; nothing is changed then
   */
  boolean add(UserId user, long amount, long maxBalance) {
    return jdbc.sql(
                """
                update point_account
                   set balance = balance + :amount, booked = booked + :amount,
                       version = version + 1
                 where user_id = :user and balance + :amount <= :maxBalance""")
            .param("user", user.value())
            .param("amount", amount)
            .param("maxBalance", maxBalance)
            .update()
        == 1;
  }

  /** Why the user has these points, and how long. */
  void insertCharge(Charge charge, UUID chargeId, UUID lotId, Account after, Lifetime lifetime) {
    IdempotencyKey key = charge.idempotencyKey();
    jdbc.sql(
            """
            insert into point_entry (entry_id, user_id, kind, amount, booked_after,
                account_version, idempotency_key, request_fingerprint, correlation_id, created_at)
              values (:entry, :user, 'CHARGE', :amount, :booked, :version, :key, :fingerprint,
                :correlationId, :now)""")
        .param("entry", chargeId)
        .param("user", charge.user().value())
        .param("amount", charge.amount())
        .param("booked", after.booked())
        .param("version", after.version())
        .param("key", key == null ? null : key.value())
        .param("fingerprint", key == null ? null : charge.fingerprint().value())
        .param("correlationId", charge.correlationId())
        .param("now", lifetime.from())
        .update();
    jdbc.sql(
            """
            insert into point_lot (lot_id, user_id, entry_id, granted, remaining, expires_at,
                due_at)
              values (:lot, :user, :entry, :amount, :amount, :expiresAt, :expiresAt)""")
        .param("lot", lotId)
        .param("user", charge.user().value())
        .param("entry", chargeId)
        .param("amount", charge.amount())
        .param("expiresAt", lifetime.to())
        .update();
  }

  /** How long points live. */
  record Lifetime(OffsetDateTime from, OffsetDateTime to) {}

  /** Users of whom something is due, the longest overdue first. */
  List<String> usersDue(OffsetDateTime now, int atMost) {
    return jdbc.sql(
            """
            select user_id from point_lot where due_at <= :now
             group by user_id order by min(due_at), user_id
             fetch first :atMost rows only""")
        .param("now", now)
        .param("atMost", atMost)
        .query(String.class)
        .list();
  }

  /** Locks these accounts, but those that somebody else holds at the moment. */
  List<Account> lockFree(Collection<String> users) {
    return jdbc.sql(
            """
            select user_id, balance, booked, version from point_account
             where user_id in (:users) order by user_id for update skip locked""")
        .param("users", users)
        .query(ACCOUNT)
        .list();
  }

  /** What is due of these users, in the order in which it expired. */
  List<DueLot> dueOf(Collection<String> users, OffsetDateTime now) {
    return jdbc.sql(
            """
            select lot_id, user_id, remaining from point_lot
             where user_id in (:users) and due_at <= :now
             order by user_id, expires_at, lot_id""")
        .param("users", users)
        .param("now", now)
        .query(
            (row, n) -> new DueLot(row.getObject(1, UUID.class), row.getString(2), row.getLong(3)))
        .list();
  }

  /** These lots are due again at that time. */
  void putOff(List<DueLot> lots, OffsetDateTime until) {
    template.batchUpdate(
        "update point_lot set due_at = ? where lot_id = ?",
        lots.stream().map(lot -> new Object[] {until, lot.lotId()}).toList());
  }

  /**
   * Takes what has expired, and writes down why.
   *
   * @throws IllegalStateException when an account or a lot is not as it was when it was locked
   */
  void expire(List<Expired> all, OffsetDateTime now, String correlationId) {
    allChanged(
        """
        update point_account
           set balance = balance - ?, booked = booked - ?, version = version + 1
         where user_id = ? and version = ?""",
        all.stream()
            .map(
                one ->
                    new Object[] {
                      one.amount(), one.amount(), one.account().userId(), one.account().version()
                    })
            .toList());
    template.batchUpdate(
        """
        insert into point_entry (entry_id, user_id, kind, amount, booked_after, account_version,
            correlation_id, created_at)
          values (?, ?, 'EXPIRE', ?, ?, ?, ?, ?)""",
        all.stream()
            .map(
                one ->
                    new Object[] {
                      one.entryId(),
                      one.account().userId(),
                      one.amount(),
                      one.account().booked() - one.amount(),
                      one.account().version() + 1,
                      correlationId,
                      now
                    })
            .toList());
    template.batchUpdate(
        "insert into point_entry_lot (entry_id, lot_id, amount) values (?, ?, ?)",
        all.stream()
            .flatMap(
                one ->
                    one.lots().stream()
                        .map(lot -> new Object[] {one.entryId(), lot.lotId(), lot.remaining()}))
            .toList());
    allChanged(
        "update point_lot set remaining = 0, due_at = null where lot_id = ? and remaining = ?",
        all.stream()
            .flatMap(one -> one.lots().stream())
            .map(lot -> new Object[] {lot.lotId(), lot.remaining()})
            .toList());
  }

  private void allChanged(String sql, List<Object[]> rows) {
    if (!IntStream.of(template.batchUpdate(sql, rows)).allMatch(changed -> changed == 1)) {
      throw new IllegalStateException("points have changed under the lock of their account");
    }
  }
}
