package io.openbell.write.point;

import io.openbell.write.reconcile.Books;
import io.openbell.write.reconcile.TableWalk;
import io.openbell.write.reconcile.TableWalk.Stretch;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What a user can spend, what is booked and what remains of the lots, beside the entries. What can
 * be spent is less than they add up to, by the payments that are {@code PENDING}.
 */
@Repository
class AccountBooks implements Books {
  private static final int AT_ONCE = 10_000;

  private final JdbcClient jdbc;
  private final TableWalk<String> walk;

  AccountBooks(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.walk = new TableWalk<>(jdbc, "point_account", "user_id", String.class, "", AT_ONCE);
  }

  @Override
  public String of() {
    return "account";
  }

  @Override
  public List<Disagreement> disagreements() {
    return walk.next().map(this::disagreements).orElse(List.of());
  }

  private List<Disagreement> disagreements(Stretch<String> users) {
    return jdbc.sql(
            """
            select user_id, sum(balance), sum(booked), sum(remaining), sum(entered), sum(pending)
              from (select user_id, balance, booked,
                           0 as remaining, 0 as entered, 0 as pending
                      from point_account
                     where user_id > :after and user_id <= :last
                     union all
                    select user_id, 0, 0, remaining, 0, 0
                      from point_lot
                     where user_id > :after and user_id <= :last
                     union all
                    select user_id, 0, 0, 0, case kind when 'CHARGE' then amount else -amount end, 0
                      from point_entry
                     where user_id > :after and user_id <= :last
                     union all
                    select user_id, 0, 0, 0, 0, amount
                      from payment
                     where user_id > :after and user_id <= :last and result = 'PENDING') books
             group by user_id
            having sum(balance) <> sum(entered) - sum(pending)
                or sum(booked) <> sum(entered)
                or sum(remaining) <> sum(entered)
             order by user_id
             fetch first :most rows only""")
        .param("after", users.after())
        .param("last", users.last())
        .param("most", MOST_NAMED)
        .query(
            (row, n) -> {
              long entered = row.getLong(5);
              return new Disagreement(
                  "account of " + row.getString(1),
                  inWords(row.getLong(2), row.getLong(3), row.getLong(4)),
                  inWords(entered - row.getLong(6), entered, entered));
            })
        .list();
  }

  private static String inWords(long balance, long booked, long remaining) {
    return "balance %d booked %d remaining %d".formatted(balance, booked, remaining);
  }
}
