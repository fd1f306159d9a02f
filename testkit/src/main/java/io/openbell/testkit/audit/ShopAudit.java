package io.openbell.testkit.audit;

import io.openbell.testkit.audit.ShopLog.Attempt;
import io.openbell.testkit.audit.ShopLog.Cancel;
import io.openbell.testkit.audit.ShopLog.Charge;
import io.openbell.testkit.audit.ShopLog.Issue;
import io.openbell.testkit.audit.ShopLog.Order;
import io.openbell.testkit.audit.ShopLog.Pay;
import io.openbell.testkit.audit.ShopLog.Request;
import io.openbell.testkit.audit.ShopLog.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the shop's invariants S1 to S6 hold, given what clients know and what the database says.
 * (S7 and S8 are about best sellers and outbound events.)
 */
public final class ShopAudit {
  private static final String LOST = "S6: nothing answered OK is lost";
  private static final String UNASKED = "S6: nobody gets anything unasked";

  /** Who begins like this is no client: services warm up as them. */
  private static final String WARM_UP = "warm-up-";

  /** Every change of status there may be; nothing comes before the first. */
  private static final Set<Step> STEPS =
      Set.of(
          new Step(null, "CREATED"),
          new Step(null, "PAYING"),
          new Step("CREATED", "PAYING"),
          new Step("CREATED", "CANCELLED"),
          new Step("CREATED", "EXPIRED"),
          new Step("PAYING", "PAID"),
          new Step("PAYING", "CANCELLED"));

  /** To whom the keys in a table belong. */
  private static final Map<String, String> KEYS_BELONG_TO =
      Map.of(
          "point_entry", "user_id",
          "shop_order", "user_id",
          "payment", "user_id",
          "order_transition", "actor",
          "stock_move", "item_id");

  private final ShopLog clients;
  private final Books database;
  private final List<Violation> found = new ArrayList<>();

  private ShopAudit(ShopLog clients, Books database) {
    this.clients = clients;
    this.database = database;
  }

  /**
   * What the database says against itself, S1 to S6, whenever nobody writes it; payments may be
   * PENDING.
   */
  public static List<Violation> of(Books database) {
    ShopAudit audit = new ShopAudit(new ShopLog(), database);
    audit.books();
    return audit.found;
  }

  /**
   * S1 to S6. Run it when everything is healed and settled, half a minute after the last order was
   * to be paid: what waits then will wait for ever.
   *
   * @param mayFail users whose payments the test itself made impossible; nobody else's may FAIL
   */
  public static List<Violation> of(ShopLog clients, Books database, Set<String> mayFail) {
    ShopAudit audit = new ShopAudit(clients, database);
    audit.books();
    audit.everythingIsResolved(mayFail);
    audit.outcomes();
    audit.figures();
    return audit.found;
  }

  private void books() {
    stock();
    coupons();
    accounts();
    lots();
    bookedInOrder();
    amounts();
    paths();
    KEYS_BELONG_TO.forEach(
        (table, owner) ->
            none(
                "S6: one key has one effect",
                """
                select %1$s, idempotency_key, count(*) from %2$s
                 where idempotency_key is not null
                 group by %1$s, idempotency_key having count(*) > 1"""
                    .formatted(owner, table)));
  }

  // Both sides of a sum are added up in one pass: H2 takes minutes to join two tables of many rows
  // by a sum.

  // --- S1

  private void stock() {
    none(
        "S1: stock is what is available, reserved and sold, none below 0",
        """
        select item_id, stock, reserved, sold from item
         where stock - reserved - sold < 0 or reserved < 0 or sold < 0""");
    none(
        "S1: stock is the sum of its moves",
        """
        select item_id, sum(stock), sum(moved)
          from (select item_id, stock, 0 as moved from item
                union all select item_id, 0, delta from stock_move) sides
         group by item_id having sum(stock) <> sum(moved)""");
    for (String[] kept : new String[][] {{"reserved", "'CREATED', 'PAYING'"}, {"sold", "'PAID'"}}) {
      none(
          "S1: " + kept[0] + " is the sum of the lines of orders " + kept[1],
          """
          select item_id, sum(kept), sum(ordered)
            from (select item_id, %s as kept, 0 as ordered from item
                  union all
                  select l.item_id, 0, l.quantity
                    from order_line l join shop_order o on o.order_id = l.order_id
                   where o.status in (%s)) sides
           group by item_id having sum(kept) <> sum(ordered)"""
              .formatted(kept[0], kept[1]));
    }
  }

  // --- S2

  private void coupons() {
    none(
        "S2: no more of a coupon is issued than there is",
        "select coupon_id, issued, total from coupon where issued > total or issued < 0");
    none(
        "S2: what is issued of a coupon is what users have, with numbers from 1 without gaps",
        """
        select coupon_id, sum(issued), sum(owned), sum(numbers), sum(least_no), sum(last_no)
          from (select coupon_id, issued, 0 as owned, 0 as numbers, 0 as least_no, 0 as last_no
                  from coupon
                union all
                select coupon_id, 0, count(*), count(distinct no), min(no), max(no)
                  from user_coupon group by coupon_id) sides
         group by coupon_id
        having sum(issued) <> sum(owned)
            or sum(owned) <> sum(numbers)
            or sum(owned) <> sum(last_no)
            or sum(owned) > 0 and sum(least_no) <> 1""");
    none(
        "S2: nobody has more of a coupon than one user may",
        """
        select c.coupon_id, u.user_id, c.per_user, count(*)
          from coupon c join user_coupon u on u.coupon_id = c.coupon_id
         group by c.coupon_id, u.user_id, c.per_user having count(*) > c.per_user""");
  }

  // --- S3

  private void accounts() {
    none(
        "S3: a balance is the sum of the entries, less what is PENDING, and not below 0",
        """
        select user_id, sum(balance), sum(entered), sum(pending)
          from (select user_id, balance, 0 as entered, 0 as pending from point_account
                union all
                select user_id, 0, case kind when 'CHARGE' then amount else -amount end, 0
                  from point_entry
                union all
                select user_id, 0, 0, amount from payment where result = 'PENDING') sides
         group by user_id
        having sum(balance) <> sum(entered) - sum(pending) or sum(balance) < 0""");
    none(
        "S3: what is booked is the sum of the entries",
        """
        select user_id, sum(booked), sum(entered)
          from (select user_id, booked, 0 as entered from point_account
                union all
                select user_id, 0, case kind when 'CHARGE' then amount else -amount end
                  from point_entry) sides
         group by user_id having sum(booked) <> sum(entered)""");
    none(
        "S3: what is booked is what remains of the lots",
        """
        select user_id, sum(booked), sum(remaining)
          from (select user_id, booked, 0 as remaining from point_account
                union all select user_id, 0, remaining from point_lot) sides
         group by user_id having sum(booked) <> sum(remaining)""");
    none(
        "S3: each payment that succeeded is used once, and no other",
        """
        select payment_id, sum(paid), sum(used)
          from (select payment_id, amount as paid, 0 as used from payment where result = 'SUCCESS'
                union all
                select payment_id, 0, amount from point_entry where kind = 'USE') sides
         group by payment_id having sum(paid) <> sum(used) or payment_id is null""");
  }

  private void lots() {
    none(
        "S3: what an entry takes it takes from lots, and a charge takes nothing",
        """
        select entry_id, sum(amount), sum(taken)
          from (select entry_id, amount, 0 as taken from point_entry where kind <> 'CHARGE'
                union all select entry_id, 0, amount from point_entry_lot) sides
         group by entry_id having sum(amount) <> sum(taken)""");
    none(
        "S3: each charge is one lot",
        """
        select entry_id, sum(amount), sum(granted), sum(lots)
          from (select entry_id, amount, 0 as granted, 0 as lots
                  from point_entry where kind = 'CHARGE'
                union all select entry_id, 0, granted, 1 from point_lot) sides
         group by entry_id having sum(amount) <> sum(granted) or sum(lots) <> 1""");
    none(
        "S3: what is gone of a lot was taken by entries",
        """
        select lot_id, sum(gone), sum(taken)
          from (select lot_id, granted - remaining as gone, 0 as taken from point_lot
                union all select lot_id, 0, amount from point_entry_lot) sides
         group by lot_id having sum(gone) <> sum(taken)""");
    none(
        "S3: nobody uses somebody else's lot",
        """
        select t.entry_id, e.user_id, l.user_id
          from point_entry_lot t
          join point_entry e on e.entry_id = t.entry_id
          join point_lot l on l.lot_id = t.lot_id
         where e.user_id <> l.user_id""");
  }

  /** What an entry says was booked after it, beside all entries up to it. */
  private void bookedInOrder() {
    none(
        "S3: what an entry says was booked after it is the sum of those up to it",
        """
        select user_id, entry_id, booked_after, added
          from (select user_id, entry_id, booked_after,
                       sum(case kind when 'CHARGE' then amount else -amount end)
                         over (partition by user_id order by account_version) as added
                  from point_entry) entries
         where booked_after <> added""");
    none(
        "S3: an entry is a change of its account",
        """
        select e.user_id, e.entry_id, e.account_version, a.version
          from point_entry e join point_account a on a.user_id = e.user_id
         where e.account_version > a.version""");
  }

  // --- S4

  private void amounts() {
    none(
        "S4: a line's amount is price times quantity",
        "select * from order_line where amount <> price * quantity or quantity < 1");
    none(
        "S4: an order's total is the sum of its lines",
        """
        select order_id, sum(total), sum(amount)
          from (select order_id, total, 0 as amount from shop_order
                union all select order_id, 0, amount from order_line) sides
         group by order_id having sum(total) <> sum(amount) or sum(amount) = 0""");
    none(
        "S4: an order has one payment at most",
        "select order_id, count(*) from payment group by order_id having count(*) > 1");
    none(
        "S4: a payment is the total of its order, by its user",
        """
        select p.payment_id, p.amount, o.total, p.user_id, o.user_id
          from payment p join shop_order o on o.order_id = p.order_id
         where p.amount <> o.total or p.user_id <> o.user_id""");
  }

  // --- S5

  private record Step(@Nullable String from, String to) {}

  private void paths() {
    none(
        "S5: an order and its payment say the same",
        """
        select o.order_id, o.status, p.result
          from shop_order o left join payment p on p.order_id = o.order_id
         where not (o.status in ('CREATED', 'EXPIRED', 'CANCELLED') and p.result is null
                 or o.status = 'PAYING' and p.result = 'PENDING'
                 or o.status = 'PAID' and p.result = 'SUCCESS'
                 or o.status = 'CANCELLED' and p.result = 'FAIL')
            or o.status in ('PAYING', 'PAID') and p.result is null""");
    Map<Object, Set<Step>> taken = new HashMap<>();
    for (List<Object> row :
        database.rows("select order_id, from_status, to_status from order_transition")) {
      taken
          .computeIfAbsent(row.get(0), order -> new HashSet<>())
          .add(new Step((String) row.get(1), (String) row.get(2)));
    }
    for (List<Object> row : database.rows("select order_id, status from shop_order")) {
      Set<Step> steps = taken.getOrDefault(row.get(0), Set.of());
      violated(
          !row.get(1).equals(endOf(steps)),
          "S5: an order's transitions lead to its status",
          row,
          steps);
    }
  }

  /** Where these steps lead when each is taken once; null when they cannot be. */
  private static @Nullable String endOf(Set<Step> steps) {
    Set<Step> left = new HashSet<>(steps);
    @Nullable String at = null;
    while (!left.isEmpty()) {
      @Nullable String from = at;
      List<Step> next = left.stream().filter(step -> Objects.equals(step.from(), from)).toList();
      if (next.size() != 1 || !STEPS.contains(next.get(0))) {
        return null;
      }
      left.remove(next.get(0));
      at = next.get(0).to();
    }
    return at;
  }

  private void everythingIsResolved(Set<String> mayFail) {
    none(
        "S5: nothing stays PENDING",
        "select payment_id, user_id, accepted_at from payment where result = 'PENDING'");
    none(
        "S5: no order waits for a payment that can no longer come",
        """
        select order_id, user_id, pay_by from shop_order
         where status = 'CREATED' and pay_by < current_timestamp - interval '30' second""");
    for (List<Object> row :
        database.rows(
            "select user_id, payment_id, fail_reason from payment where result = 'FAIL'")) {
      violated(
          !mayFail.contains((String) row.get(0)),
          "S5: nothing fails by a fault alone",
          row,
          "FAIL");
    }
  }

  // --- S6

  /** What is there under a key: its id, and what was asked for to get it. */
  private record Effect(String id, Object asked) {}

  private record Key(Class<? extends Request> call, String user, String key) {}

  private void outcomes() {
    Map<Key, List<Attempt>> attempts =
        clients.attempts().stream()
            .collect(
                Collectors.groupingBy(
                    a -> new Key(a.request().getClass(), a.request().user(), a.request().key())));
    Map<Key, Effect> effects = effects();
    effects.forEach(
        (key, effect) ->
            violated(
                !attempts.containsKey(key) && !key.user().startsWith(WARM_UP),
                UNASKED,
                key,
                effect));
    attempts.forEach(
        (key, all) -> {
          violated(
              all.stream().noneMatch(Attempt::definite), "S6: asking again settles it", key, all);
          violated(
              all.stream().filter(Attempt::accepted).map(Attempt::id).distinct().count() > 1,
              "S6: every replay gets the first answer",
              key,
              all);
          outcome(key, all, effects.get(key));
        });
    cancelled();
    paidAtOnce();
  }

  private void outcome(Key key, List<Attempt> attempts, @Nullable Effect effect) {
    Set<String> told =
        attempts.stream().filter(Attempt::accepted).map(Attempt::id).collect(Collectors.toSet());
    violated(!told.isEmpty() && effect == null, LOST, key, attempts);
    if (effect != null) {
      violated(told.isEmpty(), "S6: who is told no has got nothing", key, effect);
      violated(
          !told.isEmpty() && !told.contains(effect.id()),
          "S6: what was answered is what is there",
          key,
          effect + " but was told " + told);
      Request request = attempts.get(0).request();
      violated(
          !request.asked().equals(effect.asked()),
          "S6: what is there is what was asked for",
          key,
          effect + " but asked for " + request);
    }
  }

  private Map<Key, Effect> effects() {
    Map<Key, Effect> effects = new HashMap<>();
    for (List<Object> row :
        database.rows(
            "select user_id, idempotency_key, entry_id, amount from point_entry"
                + " where kind = 'CHARGE'")) {
      effects.put(key(Charge.class, row), new Effect(row.get(2).toString(), number(row.get(3))));
    }
    Map<Object, Map<Long, Long>> quantities = new HashMap<>();
    for (List<Object> row : database.rows("select order_id, item_id, quantity from order_line")) {
      quantities
          .computeIfAbsent(row.get(0), order -> new HashMap<>())
          .put(number(row.get(1)), number(row.get(2)));
    }
    for (List<Object> row :
        database.rows("select user_id, idempotency_key, order_id from shop_order")) {
      effects.put(
          key(Order.class, row),
          new Effect(row.get(2).toString(), quantities.getOrDefault(row.get(2), Map.of())));
    }
    for (List<Object> row :
        database.rows(
            "select user_id, idempotency_key, payment_id, order_id from payment"
                + " where idempotency_key is not null")) {
      effects.put(key(Pay.class, row), new Effect(row.get(2).toString(), row.get(3)));
    }
    for (List<Object> row :
        database.rows(
            "select actor, idempotency_key, order_id, order_id from order_transition"
                + " where idempotency_key is not null")) {
      effects.put(key(Cancel.class, row), new Effect(row.get(2).toString(), row.get(3)));
    }
    for (List<Object> row :
        database.rows("select user_id, coupon_id, user_coupon_id from user_coupon")) {
      effects.put(key(Issue.class, row), new Effect(row.get(2).toString(), number(row.get(1))));
    }
    return effects;
  }

  private static Key key(Class<? extends Request> call, List<Object> row) {
    return new Key(call, (String) row.get(0), String.valueOf(row.get(1)));
  }

  /** An order is cancelled when its user asks for it, under a key, or when its payment fails. */
  private void cancelled() {
    none(
        UNASKED,
        """
        select o.order_id, o.status from shop_order o
         where o.status = 'CANCELLED'
           and not exists (select 1 from payment p
                            where p.order_id = o.order_id and p.result = 'FAIL')
           and not exists (select 1 from order_transition t
                            where t.order_id = o.order_id and t.to_status = 'CANCELLED'
                              and t.idempotency_key is not null)""");
  }

  /** A payment without a key came with its order. */
  private void paidAtOnce() {
    Set<String> atOnce =
        sent(Order.class)
            .filter(attempt -> ((Order) attempt.request()).payNow())
            .map(Attempt::id)
            .collect(Collectors.toSet());
    Set<String> paid =
        database
            .rows("select order_id, user_id from payment where idempotency_key is null")
            .stream()
            .filter(row -> !((String) row.get(1)).startsWith(WARM_UP))
            .map(row -> row.get(0).toString())
            .collect(Collectors.toSet());
    paid.forEach(order -> violated(!atOnce.contains(order), UNASKED, order, "is paid"));
    atOnce.stream()
        .filter(order -> !order.isEmpty())
        .forEach(order -> violated(!paid.contains(order), LOST, order, "is not paid"));
  }

  private Stream<Attempt> sent(Class<? extends Request> call) {
    return clients.attempts().stream().filter(attempt -> call.isInstance(attempt.request()));
  }

  // --- what was shown

  private void figures() {
    Map<Long, Shown> last = new HashMap<>();
    for (Shown shown : clients.shown()) {
      violated(
          shown.stock() != shown.available() + shown.reserved() + shown.sold()
              || shown.available() < 0
              || shown.reserved() < 0
              || shown.sold() < 0,
          "S1: stock is shown as what is available, reserved and sold, none below 0",
          shown.item(),
          shown);
      last.put(shown.item(), shown);
    }
    for (List<Object> row : database.rows("select item_id, stock, reserved, sold from item")) {
      Shown shown = last.get(number(row.get(0)));
      violated(
          shown != null
              && !row.equals(
                  List.<Object>of(shown.item(), shown.stock(), shown.reserved(), shown.sold())),
          "S1: what is shown last is right",
          row,
          shown);
    }
  }

  private static long number(Object column) {
    return ((Number) column).longValue();
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
