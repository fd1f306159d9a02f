package io.openbell.testkit.audit;

import io.openbell.testkit.audit.ClientLog.Entry;
import io.openbell.testkit.audit.ClientLog.Request;
import io.openbell.testkit.audit.ClientLog.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of the invariants I1 to I7 hold, given what clients know and what the database says. Run it
 * when everything is healed and settled: what is PENDING then will be for ever.
 */
public final class Audit {
  /** Throughput is looked at in windows of this length. */
  private static final Duration WINDOW = Duration.ofSeconds(5);

  /** Longest until it is back. */
  private static final Duration RECOVERY = Duration.ofSeconds(30);

  private final ClientLog clients;
  private final Books database;
  private final List<Violation> found = new ArrayList<>();

  private Audit(ClientLog clients, Books database) {
    this.clients = clients;
    this.database = database;
  }

  /** What the database says against itself: I1, I3 and I4. */
  public static List<Violation> of(Books database) {
    Audit audit = new Audit(new ClientLog(), database);
    audit.totals();
    return audit.found;
  }

  /**
   * I1 to I6.
   *
   * @param mayFail users whose investments the test itself made impossible; nobody else's may FAIL
   */
  public static List<Violation> of(ClientLog clients, Books database, Set<String> mayFail) {
    Audit audit = new Audit(clients, database);
    audit.totals();
    audit.outcomes(mayFail);
    audit.figures();
    return audit.found;
  }

  /**
   * I7: investments settled in some window that begins within 30 s of the healing, beside the
   * window that ended with the fault. Clients that ask at a given pace make this independent of how
   * fast the machine is.
   */
  public static List<Violation> recovery(ClientLog clients, Instant struck, Instant healed) {
    List<Instant> settled =
        clients.entries().stream().filter(Entry::definite).map(Entry::toldAt).toList();
    long before = within(settled, struck.minus(WINDOW));
    long best = 0;
    for (Instant at = healed;
        !at.isAfter(healed.plus(RECOVERY));
        at = at.plus(Duration.ofSeconds(1))) {
      best = Math.max(best, within(settled, at));
    }
    return best * 10 >= before * 9
        ? List.of()
        : List.of(
            new Violation(
                "I7: throughput is back to 90 % within 30 s",
                before + " settled in " + WINDOW + " before, at most " + best + " after"));
  }

  private static long within(List<Instant> times, Instant start) {
    return times.stream().filter(t -> !t.isBefore(start) && t.isBefore(start.plus(WINDOW))).count();
  }

  private void totals() {
    none(
        "I1: reserved is the sum of PENDING and SUCCESS, and within the total",
        """
        select s.product_id, s.reserved_amount, coalesce(sum(l.invest_amount), 0)
          from product_invest_status s
          left join product_invest_log l
            on l.product_id = s.product_id and l.invest_result in ('PENDING', 'SUCCESS')
         group by s.product_id, s.reserved_amount, s.total_investing_amount
        having s.reserved_amount <> coalesce(sum(l.invest_amount), 0)
            or s.reserved_amount > s.total_investing_amount""");
    none(
        "I1: confirmed is the sum of SUCCESS",
        """
        select s.product_id, s.confirmed_amount, coalesce(sum(l.invest_amount), 0)
          from product_invest_status s
          left join product_invest_log l
            on l.product_id = s.product_id and l.invest_result = 'SUCCESS'
         group by s.product_id, s.confirmed_amount
        having s.confirmed_amount <> coalesce(sum(l.invest_amount), 0)""");
    none(
        "I3: one key of one user has one effect",
        """
        select user_id, idempotency_key, count(*) from product_invest_log
         where idempotency_key is not null
         group by user_id, idempotency_key having count(*) > 1""");
    // Both sides added up in one pass: H2 takes minutes to join two tables of many rows by a sum.
    none(
        "I4: a user's total is the sum of that user's SUCCESS logs, and each of them is in one",
        """
        select user_id, product_id, sum(total), sum(logged)
          from (select user_id, product_id, total_invest_amount as total, 0 as logged
                  from product_invest_user
                union all
                select user_id, product_id, 0, invest_amount
                  from product_invest_log where invest_result = 'SUCCESS') sides
         group by user_id, product_id having sum(total) <> sum(logged)""");
    none(
        "I4: the investor count is the number of distinct users among them",
        """
        select s.product_id, s.investing_cnt, count(distinct l.user_id)
          from product_invest_status s
          left join product_invest_log l
            on l.product_id = s.product_id and l.invest_result = 'SUCCESS'
         group by s.product_id, s.investing_cnt
        having s.investing_cnt <> count(distinct l.user_id)""");
  }

  private record Key(String user, String key) {
    static Key of(Request request) {
      return new Key(request.user(), request.key());
    }
  }

  private record Row(long product, long amount, String result, String reason) {}

  private void outcomes(Set<String> mayFail) {
    none(
        "I2: nothing stays PENDING",
        "select log_id, user_id, accepted_at from product_invest_log where invest_result ="
            + " 'PENDING'");
    Map<Key, Row> rows = rows();
    Map<Key, List<Entry>> attempts =
        clients.entries().stream().collect(Collectors.groupingBy(e -> Key.of(e.request())));
    rows.forEach(
        (key, row) -> {
          boolean failed = row.result().equals("FAIL");
          violated(
              failed && !mayFail.contains(key.user()),
              "I2: nothing fails by a fault alone",
              key,
              row);
          violated(!attempts.containsKey(key), "I3: nobody invests unasked", key, row);
        });
    attempts.forEach((key, all) -> outcome(key, all, rows.get(key)));
  }

  private void outcome(Key key, List<Entry> attempts, @Nullable Row row) {
    Request request = attempts.get(0).request();
    Set<Long> taken =
        attempts.stream().filter(Entry::accepted).map(Entry::taken).collect(Collectors.toSet());
    violated(!taken.isEmpty() && row == null, "I2: no answered OK is lost", key, attempts);
    violated(taken.size() > 1, "I3: every replay gets the first answer", key, taken);
    violated(
        attempts.stream().noneMatch(Entry::definite), "I6: asking again settles it", key, attempts);
    if (row != null) {
      violated(taken.isEmpty(), "I6: who is told no has not invested", key, row);
      violated(
          !taken.isEmpty() && !taken.contains(row.amount()),
          "I3: what was answered is what was taken",
          key,
          row + " but was told " + taken);
      violated(
          row.product() != request.product()
              || row.amount() > request.amount()
              || row.amount() < request.amount() && !request.allowPartial(),
          "I3: what was taken is what was asked for",
          key,
          row + " but asked for " + request);
    }
  }

  private Map<Key, Row> rows() {
    Map<Key, Row> rows = new HashMap<>();
    for (List<Object> row :
        database.rows(
            "select user_id, idempotency_key, product_id, invest_amount, invest_result,"
                + " coalesce(fail_reason, '') from product_invest_log")) {
      rows.put(
          new Key((String) row.get(0), String.valueOf(row.get(1))),
          new Row(
              ((Number) row.get(2)).longValue(),
              ((Number) row.get(3)).longValue(),
              (String) row.get(4),
              (String) row.get(5)));
    }
    return rows;
  }

  private void figures() {
    Map<Long, Shown> last = new HashMap<>();
    for (Shown shown : clients.shown()) {
      violated(
          shown.current() > shown.total() || shown.current() < 0,
          "I5: what is shown is within the total",
          shown.product(),
          shown);
      last.put(shown.product(), shown);
    }
    for (List<Object> row :
        database.rows("select product_id, reserved_amount from product_invest_status")) {
      Shown shown = last.get(((Number) row.get(0)).longValue());
      violated(
          shown != null && shown.current() != ((Number) row.get(1)).longValue(),
          "I5: what is shown last is right",
          row,
          shown);
    }
  }

  private void none(String invariant, String sql) {
    database.rows(sql).forEach(row -> found.add(new Violation(invariant, row.toString())));
  }

  private void violated(
      boolean broken, String invariant, Object subject, @Nullable Object evidence) {
    if (broken) {
      found.add(new Violation(invariant, subject + ": " + evidence));
    }
  }
}
