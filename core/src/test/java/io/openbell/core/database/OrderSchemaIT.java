package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of orders: every constraint refuses its violation. */
class OrderSchemaIT extends ConstraintsIT {
  private static final String FIRST = "cast('00000000-0000-7000-8000-000000000001' as uuid)";
  private static final String SECOND = "cast('00000000-0000-7000-8000-000000000002' as uuid)";
  private static final String THIRD = "cast('00000000-0000-7000-8000-000000000003' as uuid)";
  private static final String NOBODYS = "cast('00000000-0000-7000-8000-000000000404' as uuid)";

  private static String order(String... overrides) {
    return insert(
        "shop_order",
        Map.of(
            "order_id",
            THIRD,
            "user_id",
            "'lee'",
            "status",
            "'CREATED'",
            "total",
            "10",
            "created_at",
            THEN,
            "pay_by",
            LATER,
            "sweep_after",
            LATER,
            "correlation_id",
            "'c'"),
        overrides);
  }

  private static String line(String... overrides) {
    return insert(
        "order_line",
        Map.of(
            "order_id", SECOND,
            "item_id", "901",
            "name", "'pen'",
            "price", "5",
            "quantity", "2",
            "amount", "10"),
        overrides);
  }

  private static String transition(String... overrides) {
    return insert(
        "order_transition",
        Map.of(
            "order_id", SECOND,
            "to_status", "'CANCELLED'",
            "from_status", "'CREATED'",
            "created_at", THEN,
            "actor", "'lee'",
            "correlation_id", "'c'"),
        overrides);
  }

  private static String pending(String... overrides) {
    Map<String, String> payment = new TreeMap<>(paid());
    payment.put("result", "'PENDING'");
    payment.put("publish_after", LATER);
    return insert("payment", payment, overrides);
  }

  private static String finalized(String result, String... overrides) {
    Map<String, String> payment = new TreeMap<>(paid());
    payment.put("result", "'" + result + "'");
    payment.put("finalized_at", LATER);
    return insert("payment", payment, overrides);
  }

  private static Map<String, String> paid() {
    return Map.of(
        "payment_id", SECOND,
        "order_id", SECOND,
        "user_id", "'kim'",
        "method", "'POINTS'",
        "amount", "10",
        "correlation_id", "'c'",
        "accepted_at", THEN);
  }

  private static String entry(String... overrides) {
    return insert(
        "point_entry",
        Map.of(
            "entry_id", THIRD,
            "user_id", "'kim'",
            "kind", "'USE'",
            "amount", "10",
            "booked_after", "90",
            "account_version", "2",
            "payment_id", FIRST,
            "correlation_id", "'c'",
            "created_at", THEN),
        overrides);
  }

  /** Kim has two orders of one item; the first is cancelled, paid and booked, each with a key. */
  @BeforeEach
  void storeTwoOrders() {
    String[] key = {"idempotency_key", "'key'", "request_fingerprint", "'f'"};
    Stream.of(
            "insert into point_account (user_id, balance, booked) values ('kim', 90, 100)",
            insert(
                "item",
                Map.of(
                    "item_id", "901",
                    "name", "'pen'",
                    "price", "5",
                    "stock", "9",
                    "created_at", THEN)),
            order(with(key, "order_id", FIRST, "user_id", "'kim'")),
            order("order_id", SECOND, "user_id", "'kim'"),
            line("order_id", FIRST),
            transition(with(key, "order_id", FIRST, "actor", "'kim'")),
            pending(with(key, "order_id", FIRST, "payment_id", FIRST)),
            entry("entry_id", FIRST, "account_version", "1"))
        .forEach(this::execute);
  }

  private static String[] with(String[] key, String... overrides) {
    return Stream.concat(Stream.of(key), Stream.of(overrides)).toArray(String[]::new);
  }

  static Stream<Violation> violations() {
    return Stream.of(
            violationsOfOrders(),
            violationsOfLinesAndTransitions(),
            violationsOfPayments(),
            violationsOfEntries())
        .flatMap(some -> some);
  }

  private static Stream<Violation> violationsOfOrders() {
    return Stream.of(
        violation("an order of a blank user", "order_user_not_blank", order("user_id", "'  '")),
        violation(
            "an unknown status",
            "order_status_known",
            order("status", "'LOST'", "sweep_after", "null")),
        violation("an order for nothing", "order_total_positive", order("total", "0")),
        violation(
            "an order that waits and that nobody would ever sweep",
            "order_swept_while_it_waits",
            order("sweep_after", "null")),
        violation(
            "a paid order that would be swept",
            "order_swept_while_it_waits",
            order("status", "'PAID'")),
        violation(
            "an order's key without a fingerprint",
            "order_key_has_fingerprint",
            order("idempotency_key", "'k'")),
        violation(
            "a second order under one user's key",
            "order_one_effect_per_key",
            order("user_id", "'kim'", "idempotency_key", "'key'", "request_fingerprint", "'g'")));
  }

  private static Stream<Violation> violationsOfLinesAndTransitions() {
    return Stream.of(
        violation("a line of no order", "line_of_order", line("order_id", NOBODYS)),
        violation("a line of no item", "line_of_item", line("item_id", "404")),
        violation("a line that costs nothing each", "line_price_positive", line("price", "0")),
        violation("a line of none", "line_quantity_positive", line("quantity", "0")),
        violation("a line that costs nothing", "line_amount_positive", line("amount", "0")),
        violation(
            "a transition of no order", "transition_of_order", transition("order_id", NOBODYS)),
        violation(
            "a transition to where it comes from",
            "transition_is_one",
            transition("from_status", "'CANCELLED'")),
        violation(
            "a cancellation's key without a fingerprint",
            "transition_key_has_fingerprint",
            transition("idempotency_key", "'k'")),
        violation(
            "a second cancellation under one user's key",
            "transition_one_effect_per_key",
            transition(
                "actor", "'kim'", "idempotency_key", "'key'", "request_fingerprint", "'g'")));
  }

  private static Stream<Violation> violationsOfPayments() {
    return Stream.of(
        violation("a payment of no order", "payment_of_order", pending("order_id", NOBODYS)),
        violation("a payment of no account", "payment_of_account", pending("user_id", "'lee'")),
        violation("an unknown method", "payment_method_known", pending("method", "'CASH'")),
        violation("a payment of nothing", "payment_amount_positive", pending("amount", "0")),
        violation("an unknown result", "payment_result_known", finalized("LOST")),
        violation("FAIL without a reason", "payment_fail_has_reason", finalized("FAIL")),
        violation(
            "SUCCESS with a reason to fail",
            "payment_fail_has_reason",
            finalized("SUCCESS", "fail_reason", "'r'")),
        violation(
            "PENDING and finalized",
            "payment_pending_is_not_finalized",
            pending("finalized_at", LATER)),
        violation(
            "SUCCESS and not finalized",
            "payment_pending_is_not_finalized",
            finalized("SUCCESS", "finalized_at", "null")),
        violation(
            "PENDING that nobody would publish",
            "payment_pending_is_in_outbox",
            pending("publish_after", "null")),
        violation(
            "SUCCESS that would be published again",
            "payment_pending_is_in_outbox",
            finalized("SUCCESS", "publish_after", LATER)),
        violation(
            "a payment's key without a fingerprint",
            "payment_key_has_fingerprint",
            pending("idempotency_key", "'k'")),
        violation(
            "a second payment under one user's key",
            "payment_one_effect_per_key",
            pending("idempotency_key", "'key'", "request_fingerprint", "'g'")),
        violation(
            "a second payment of one order", "payment_one_per_order", pending("order_id", FIRST)));
  }

  private static Stream<Violation> violationsOfEntries() {
    return Stream.of(
        violation("an entry of no payment", "entry_of_payment", entry("payment_id", NOBODYS)),
        violation("a use of no payment", "entry_use_is_of_a_payment", entry("payment_id", "null")),
        violation("a charge of a payment", "entry_use_is_of_a_payment", entry("kind", "'CHARGE'")),
        violation("a payment used twice", "entry_one_per_payment", entry()));
  }

  @Test
  void noConstraintOfTheMigrationIsWithoutItsViolation() throws IOException {
    Set<String> named = new TreeSet<>();
    violations().forEach(violation -> named.addAll(violation.constraints()));
    try (InputStream in = OrderSchemaIT.class.getResourceAsStream("/db/migration/V5__orders.sql")) {
      String migration = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Set<String> written = new TreeSet<>();
      Pattern.compile("(?m)^(?:  |.* add )constraint (\\w+)")
          .matcher(migration)
          .results()
          .forEach(found -> written.add(found.group(1)));
      assertThat(written).isEqualTo(named);
    }
  }

  @Test
  void onlyWhatMayBeUnknownMayBeNull() {
    List<String> nullable =
        jdbc.sql(
                """
                select lower(table_name) || '.' || lower(column_name)
                  from information_schema.columns
                 where lower(table_name) in ('shop_order', 'order_line', 'order_transition', 'payment')
                   and is_nullable = 'YES'""")
            .query(String.class)
            .list();
    assertThat(nullable)
        .containsExactlyInAnyOrder(
            "shop_order.sweep_after",
            "shop_order.idempotency_key",
            "shop_order.request_fingerprint",
            "order_transition.from_status",
            "order_transition.reason",
            "order_transition.idempotency_key",
            "order_transition.request_fingerprint",
            "payment.fail_reason",
            "payment.idempotency_key",
            "payment.request_fingerprint",
            "payment.finalized_at",
            "payment.publish_after");
  }

  static Stream<String> duplicates() {
    return Stream.of(
        order("order_id", FIRST),
        line("order_id", FIRST),
        transition("order_id", FIRST),
        pending("payment_id", FIRST));
  }

  static Stream<String> whatIsRight() {
    return Stream.of(
        order("status", "'PAYING'", "sweep_after", "null"),
        order("idempotency_key", "'key'", "request_fingerprint", "'f'"),
        line("price", "1", "quantity", Long.toString(Long.MAX_VALUE)),
        transition("to_status", "'CREATED'", "from_status", "null"),
        finalized("SUCCESS"),
        finalized("FAIL", "fail_reason", "'ITEM_GONE'"));
  }
}
