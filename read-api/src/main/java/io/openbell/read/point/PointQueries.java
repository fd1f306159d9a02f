package io.openbell.read.point;

import io.openbell.core.request.UserId;
import io.openbell.read.Page;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Asks the database for a user's points; columns go under the names of the records. */
@Repository
class PointQueries {
  private final JdbcClient jdbc;

  PointQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An entry as the database has it; see {@link PointEntryView}. */
  record Entry(
      UUID entryId,
      EntryKind kind,
      long amount,
      long bookedAfter,
      @Nullable UUID orderId,
      OffsetDateTime createdAt) {}

  /** What is left of a charge. */
  record Lot(UUID lotId, long granted, long remaining, OffsetDateTime expiresAt) {}

  /** What the user can spend; 0 without an account. */
  long balanceOf(UserId user) {
    return jdbc.sql("select balance from point_account where user_id = :user")
        .param("user", user.value())
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /** One page of the user's entries, newest first. */
  List<Entry> entriesOf(UserId user, Page page) {
    return jdbc.sql(
            """
            select e.entry_id as entryId, e.kind, e.amount, e.booked_after as bookedAfter,
                   p.order_id as orderId, e.created_at as createdAt
              from point_entry e left join payment p on p.payment_id = e.payment_id
             where e.user_id = :user
             order by e.account_version desc offset :offset rows fetch first :size rows only""")
        .param("user", user.value())
        .param("offset", page.offset())
        .param("size", page.size())
        .query(Entry.class)
        .list();
  }

  long countEntriesOf(UserId user) {
    return jdbc.sql("select count(*) from point_entry where user_id = :user")
        .param("user", user.value())
        .query(Long.class)
        .single();
  }

  /** One page of the user's lots that expire until then, the soonest first. */
  List<Lot> expiringOf(UserId user, Instant until, Page page) {
    return jdbc.sql(
            """
            select lot_id as lotId, granted, remaining, expires_at as expiresAt
              from point_lot
             where user_id = :user and remaining > 0 and expires_at <= :until
             order by expires_at, lot_id offset :offset rows fetch first :size rows only""")
        .param("user", user.value())
        .param("until", until.atOffset(ZoneOffset.UTC))
        .param("offset", page.offset())
        .param("size", page.size())
        .query(Lot.class)
        .list();
  }

  long countExpiringOf(UserId user, Instant until) {
    return jdbc.sql(
            """
            select count(*) from point_lot
             where user_id = :user and remaining > 0 and expires_at <= :until""")
        .param("user", user.value())
        .param("until", until.atOffset(ZoneOffset.UTC))
        .query(Long.class)
        .single();
  }
}
