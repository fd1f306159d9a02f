package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The schema is migrated, and every constraint refuses its violation. */
class SchemaIT extends ConstraintsIT {

  private static final String ID_1 = "uuid '01900000-0000-7000-8000-000000000001'";
  private static final String ID_2 = "uuid '01900000-0000-7000-8000-000000000002'";

  private static String product(String... overrides) {
    return insert(
        "product",
        Map.of(
            "product_id",
            "9",
            "title",
            "'autumn'",
            "total_investing_amount",
            "100",
            "started_at",
            THEN,
            "finished_at",
            LATER,
            "created_at",
            THEN),
        overrides);
  }

  private static String status(String... overrides) {
    return insert(
        "product_invest_status",
        Map.of("product_id", "2", "total_investing_amount", "100"),
        overrides);
  }

  private static String pending(String... overrides) {
    return insert(
        "product_invest_log",
        Map.of(
            "log_id", "9",
            "user_id", "'lee'",
            "product_id", "1",
            "invest_amount", "10",
            "invest_result", "'PENDING'",
            "correlation_id", "'c'",
            "accepted_at", THEN,
            "publish_after", LATER),
        overrides);
  }

  private static String finalized(String result, String... overrides) {
    Map<String, String> log = new LinkedHashMap<>();
    Stream.of("log_id=9", "user_id='lee'", "product_id=1", "invest_amount=10", "correlation_id='c'")
        .map(column -> column.split("="))
        .forEach(column -> log.put(column[0], column[1]));
    log.put("invest_result", "'" + result + "'");
    log.put("accepted_at", THEN);
    log.put("finalized_at", LATER);
    return insert("product_invest_log", log, overrides);
  }

  private static String total(String... overrides) {
    return insert(
        "product_invest_user",
        Map.of(
            "user_id", "'lee'",
            "product_id", "1",
            "total_invest_amount", "10",
            "last_invested_at", THEN),
        overrides);
  }

  private static String account(String... overrides) {
    return insert(
        "point_account", Map.of("user_id", "'lee'", "balance", "0", "booked", "0"), overrides);
  }

  private static String entry(String... overrides) {
    return insert(
        "point_entry",
        Map.of(
            "entry_id", ID_2,
            "user_id", "'kim'",
            "kind", "'CHARGE'",
            "amount", "10",
            "booked_after", "110",
            "account_version", "2",
            "correlation_id", "'c'",
            "created_at", THEN),
        overrides);
  }

  private static String lot(String... overrides) {
    return insert(
        "point_lot",
        Map.of(
            "lot_id", ID_2,
            "user_id", "'kim'",
            "entry_id", ID_1,
            "granted", "10",
            "remaining", "10",
            "expires_at", LATER,
            "due_at", LATER),
        overrides);
  }

  private static String taken(String... overrides) {
    return insert(
        "point_entry_lot", Map.of("entry_id", ID_1, "lot_id", ID_1, "amount", "5"), overrides);
  }

  private static String item(String... overrides) {
    return insert(
        "item",
        Map.of(
            "item_id", "9",
            "name", "'bell'",
            "price", "100",
            "stock", "10",
            "created_at", THEN),
        overrides);
  }

  private static String move(String... overrides) {
    return insert(
        "stock_move",
        Map.of(
            "move_id", ID_2,
            "item_id", "1",
            "kind", "'RECEIVE'",
            "delta", "10",
            "stock_after", "20",
            "reason", "'r'",
            "correlation_id", "'c'",
            "created_at", THEN),
        overrides);
  }

  /** Product 1 has its status, a log with a key and a user total; product 2 has nothing yet. */
  @BeforeEach
  void storeTwoProducts() {
    Stream.of(
            product("product_id", "1"),
            product("product_id", "2"),
            status("product_id", "1"),
            pending(
                "log_id", "1",
                "user_id", "'kim'",
                "idempotency_key", "'key'",
                "request_fingerprint", "'1:10:whole'"),
            total("user_id", "'kim'"))
        .forEach(this::execute);
  }

  /** User kim has an account with one charge; of the ten of item 1 three are reserved, two sold. */
  @BeforeEach
  void storeAnAccountAndAnItem() {
    Stream.of(
            account("user_id", "'kim'", "balance", "100", "booked", "100"),
            entry(
                "entry_id", ID_1,
                "account_version", "1",
                "idempotency_key", "'key'",
                "request_fingerprint", "'10'"),
            lot("lot_id", ID_1),
            item("item_id", "1", "reserved", "3", "sold", "2"),
            move(
                "move_id", ID_1,
                "idempotency_key", "'key'",
                "request_fingerprint", "'f'",
                "first_answer", "'{}'"))
        .forEach(this::execute);
  }

  static Stream<Violation> violations() {
    return Stream.of(
            violationsOfProducts(),
            violationsOfStatus(),
            violationsOfLogs(),
            violationsOfTotals(),
            violationsOfAccountsAndEntries(),
            violationsOfLots(),
            violationsOfItems(),
            violationsOfMoves())
        .flatMap(some -> some);
  }

  private static Stream<Violation> violationsOfProducts() {
    return Stream.of(
        violation("no title", "product_title_not_blank", product("title", "''")),
        violation("a blank title", "product_title_not_blank", product("title", "'   '")),
        violation(
            "nothing to raise", "product_total_positive", product("total_investing_amount", "0")),
        violation(
            "a negative total", "product_total_positive", product("total_investing_amount", "-1")),
        violation("an end at the start", "product_period", product("finished_at", THEN)),
        violation(
            "an end before the start",
            "product_period",
            product("started_at", LATER, "finished_at", THEN)));
  }

  private static Stream<Violation> violationsOfStatus() {
    String set = "update product_invest_status set ";
    return Stream.of(
        violation("a status of no product", "status_of_product", status("product_id", "404")),
        violation(
            "a status with another total than its product's",
            "status_of_product",
            status("total_investing_amount", "101")),
        violation(
            "a status raised to another total",
            "status_of_product",
            set + "total_investing_amount = 101"),
        violation(
            "a product's total changed under its status",
            "status_of_product",
            "update product set total_investing_amount = 101 where product_id = 1"),
        violation(
            "more reserved than the total",
            "status_reserved_within_total",
            set + "reserved_amount = 101"),
        // Then nothing confirmed is already too much as well; databases differ in what they look
        // at.
        new Violation(
            "a negative reserved amount",
            Set.of("status_reserved_within_total", "status_confirmed_within_reserved"),
            set + "reserved_amount = -1"),
        violation(
            "more confirmed than reserved",
            "status_confirmed_within_reserved",
            set + "reserved_amount = 10, confirmed_amount = 11"),
        violation(
            "a negative confirmed amount",
            "status_confirmed_within_reserved",
            set + "confirmed_amount = -1"),
        violation(
            "a negative number of investors",
            "status_cnt_not_negative",
            set + "investing_cnt = -1"),
        violation("an unknown status", "status_known", set + "investing_status = 'CLOSED'"),
        violation(
            "COMPLETE while reserved only",
            "status_complete_is_all_confirmed",
            set + "reserved_amount = 100, confirmed_amount = 99, investing_status = 'COMPLETE'"),
        violation(
            "ONGOING with all confirmed",
            "status_complete_is_all_confirmed",
            set + "reserved_amount = 100, confirmed_amount = 100"));
  }

  private static Stream<Violation> violationsOfLogs() {
    return Stream.of(
        violation("a log of no product", "log_of_product", pending("product_id", "404")),
        violation("a log of nobody", "log_user_not_blank", pending("user_id", "''")),
        violation("a log of a blank user", "log_user_not_blank", pending("user_id", "'  '")),
        violation("an investment of nothing", "log_amount_positive", pending("invest_amount", "0")),
        violation("a negative investment", "log_amount_positive", pending("invest_amount", "-1")),
        violation("an unknown result", "log_result_known", finalized("LOST")),
        violation("FAIL without a reason", "log_fail_has_reason", finalized("FAIL")),
        violation(
            "SUCCESS with a reason to fail",
            "log_fail_has_reason",
            finalized("SUCCESS", "fail_reason", "'r'")),
        violation(
            "PENDING with a reason to fail", "log_fail_has_reason", pending("fail_reason", "'r'")),
        violation(
            "PENDING and finalized",
            "log_pending_is_not_finalized",
            pending("finalized_at", LATER)),
        violation(
            "SUCCESS and not finalized",
            "log_pending_is_not_finalized",
            finalized("SUCCESS", "finalized_at", "null")),
        violation(
            "FAIL and not finalized",
            "log_pending_is_not_finalized",
            finalized("FAIL", "fail_reason", "'r'", "finalized_at", "null")),
        violation(
            "PENDING that nobody would publish",
            "log_pending_is_in_outbox",
            pending("publish_after", "null")),
        violation(
            "SUCCESS that would be published again",
            "log_pending_is_in_outbox",
            finalized("SUCCESS", "publish_after", LATER)),
        violation(
            "a key without a fingerprint",
            "log_key_has_fingerprint",
            pending("idempotency_key", "'k'")),
        violation(
            "a fingerprint without a key",
            "log_key_has_fingerprint",
            pending("request_fingerprint", "'1:10:whole'")),
        violation(
            "a second effect of one user's key",
            "log_one_effect_per_key",
            pending(
                "user_id", "'kim'",
                "idempotency_key", "'key'",
                "request_fingerprint", "'1:10:whole'")),
        violation(
            "a second effect of one user's key at another product",
            "log_one_effect_per_key",
            pending(
                "user_id", "'kim'",
                "product_id", "2",
                "idempotency_key", "'key'",
                "request_fingerprint", "'2:10:whole'")));
  }

  private static Stream<Violation> violationsOfTotals() {
    return Stream.of(
        violation("a total at no product", "user_total_of_product", total("product_id", "404")),
        violation("a total of nothing", "user_total_positive", total("total_invest_amount", "0")),
        violation("a negative total", "user_total_positive", total("total_invest_amount", "-1")));
  }

  private static Stream<Violation> violationsOfAccountsAndEntries() {
    String set = "update point_account set ";
    return Stream.of(
        violation("an account of nobody", "account_user_not_blank", account("user_id", "''")),
        violation("an account of a blank", "account_user_not_blank", account("user_id", "'  '")),
        violation("a negative balance", "account_balance_not_negative", set + "balance = -1"),
        violation(
            "more to spend than is booked", "account_booked_covers_balance", set + "balance = 101"),
        violation("an entry without an account", "entry_of_account", entry("user_id", "'lee'")),
        violation("an unknown kind of entry", "entry_kind_known", entry("kind", "'GIFT'")),
        violation("an entry of nothing", "entry_amount_positive", entry("amount", "0")),
        violation("a negative entry", "entry_amount_positive", entry("amount", "-1")),
        violation(
            "fewer than no points booked",
            "entry_booked_not_negative",
            entry("booked_after", "-1")),
        violation(
            "a charge's key without a fingerprint",
            "entry_key_has_fingerprint",
            entry("idempotency_key", "'k'")),
        violation(
            "a charge's fingerprint without a key",
            "entry_key_has_fingerprint",
            entry("request_fingerprint", "'10'")),
        violation(
            "a second charge under one user's key",
            "entry_one_effect_per_key",
            entry("idempotency_key", "'key'", "request_fingerprint", "'10'")),
        violation(
            "two entries of one change of an account",
            "entry_one_per_change",
            entry("account_version", "1")));
  }

  private static Stream<Violation> violationsOfLots() {
    return Stream.of(
        violation("a lot without an account", "lot_of_account", lot("user_id", "'lee'")),
        violation("a lot that nothing brought", "lot_of_entry", lot("entry_id", ID_2)),
        violation(
            "a lot of nothing",
            "lot_granted_positive",
            lot("granted", "0", "remaining", "0", "due_at", "null")),
        violation(
            "more left of a lot than it had",
            "lot_remaining_within_granted",
            lot("remaining", "11")),
        violation(
            "less than nothing left of a lot",
            "lot_remaining_within_granted",
            lot("remaining", "-1", "due_at", "null")),
        violation(
            "a lot that nobody would let expire",
            "lot_due_while_something_remains",
            lot("due_at", "null")),
        violation(
            "an empty lot that is still to expire",
            "lot_due_while_something_remains",
            lot("remaining", "0")),
        violation(
            "a lot that is due before it expires", "lot_due_when_it_expires", lot("due_at", THEN)),
        violation("taken by no entry", "taken_by_entry", taken("entry_id", ID_2)),
        violation("taken of no lot", "taken_of_lot", taken("lot_id", ID_2)),
        violation("nothing taken", "taken_positive", taken("amount", "0")),
        violation("less than nothing taken", "taken_positive", taken("amount", "-1")));
  }

  private static Stream<Violation> violationsOfItems() {
    String set = "update item set ";
    return Stream.of(
        violation("no name", "item_name_not_blank", item("name", "''")),
        violation("a blank name", "item_name_not_blank", item("name", "'  '")),
        violation("an item for nothing", "item_price_positive", item("price", "0")),
        violation("a negative price", "item_price_positive", item("price", "-1")),
        violation("an unknown status of an item", "item_status_known", item("status", "'GONE'")),
        violation("fewer than none reserved", "item_reserved_not_negative", set + "reserved = -1"),
        violation("fewer than none sold", "item_sold_not_negative", set + "sold = -1"),
        violation("more reserved than there are", "item_nothing_oversold", set + "reserved = 9"),
        violation("more sold than there are", "item_nothing_oversold", set + "sold = 11"),
        violation("a stock below what is taken", "item_nothing_oversold", set + "stock = 4"),
        violation(
            "more taken than a number can say",
            "item_nothing_oversold",
            set + "reserved = 9223372036854775807, sold = 10"),
        violation("none in an order", "item_max_positive", item("max_per_order", "0")));
  }

  private static Stream<Violation> violationsOfMoves() {
    return Stream.of(
        violation("a move of no item", "move_of_item", move("item_id", "404")),
        violation("an unknown kind of move", "move_kind_known", move("kind", "'LOSE'")),
        violation("a move of nothing", "move_not_zero", move("delta", "0")),
        violation("a negative stock", "move_stock_not_negative", move("stock_after", "-1")),
        violation(
            "a move's key without a fingerprint",
            "move_key_has_fingerprint",
            move("idempotency_key", "'k'", "first_answer", "'{}'")),
        violation(
            "a move's fingerprint without a key",
            "move_key_has_fingerprint",
            move("request_fingerprint", "'f'")),
        violation(
            "a move's key without an answer",
            "move_key_has_answer",
            move("idempotency_key", "'k'", "request_fingerprint", "'f'")),
        violation(
            "a move's answer without a key", "move_key_has_answer", move("first_answer", "'{}'")),
        violation(
            "a second move under one item's key",
            "move_one_effect_per_key",
            move(
                "idempotency_key", "'key'",
                "request_fingerprint", "'f'",
                "first_answer", "'{}'")));
  }

  @Test
  void noConstraintOfTheMigrationIsWithoutItsViolation() throws IOException {
    // Needed only as the target of a foreign key; product_id alone is unique already.
    Set<String> named = new TreeSet<>(Set.of("product_total_key"));
    violations().forEach(violation -> named.addAll(violation.constraints()));
    Set<String> written = new TreeSet<>();
    for (String migration : List.of("V1__investing", "V3__points", "V4__items")) {
      try (InputStream in =
          SchemaIT.class.getResourceAsStream("/db/migration/" + migration + ".sql")) {
        Pattern.compile("(?m)^  constraint (\\w+)")
            .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .results()
            .forEach(found -> written.add(found.group(1)));
      }
    }
    assertThat(written).isEqualTo(named);
  }

  @Test
  void onlyWhatMayBeUnknownMayBeNull() {
    List<String> nullable =
        jdbc.sql(
                """
                select lower(column_name) from information_schema.columns
                 where lower(table_name) like 'product%' and is_nullable = 'YES'""")
            .query(String.class)
            .list();
    assertThat(nullable)
        .containsExactlyInAnyOrder(
            "fail_reason",
            "idempotency_key",
            "request_fingerprint",
            "finalized_at",
            "publish_after");
  }

  @Test
  void ofPointsAndItemsOnlyWhatMayBeUnknownMayBeNull() {
    List<String> nullable =
        jdbc.sql(
                """
                select lower(table_name) || '.' || lower(column_name)
                  from information_schema.columns
                 where lower(table_name) in ('point_account', 'point_entry', 'point_lot',
                                             'point_entry_lot', 'item', 'stock_move')
                   and is_nullable = 'YES'""")
            .query(String.class)
            .list();
    assertThat(nullable)
        .containsExactlyInAnyOrder(
            "point_entry.idempotency_key",
            "point_entry.request_fingerprint",
            "point_entry.payment_id",
            "point_lot.due_at",
            "item.max_per_order",
            "stock_move.idempotency_key",
            "stock_move.request_fingerprint",
            "stock_move.first_answer");
  }

  static Stream<String> duplicates() {
    return Stream.of(
        product("product_id", "1"),
        status("product_id", "1"),
        pending("log_id", "1"),
        total("user_id", "'kim'"),
        account("user_id", "'kim'"),
        entry("entry_id", ID_1),
        lot("lot_id", ID_1),
        item("item_id", "1"),
        move("move_id", ID_1));
  }

  static Stream<String> whatIsRight() {
    String set = "update product_invest_status set ";
    return Stream.of(
        product("title", "'" + "t".repeat(500) + "'"),
        status("reserved_amount", "100"),
        set + "reserved_amount = 100, confirmed_amount = 99, investing_cnt = 1",
        set + "reserved_amount = 100, confirmed_amount = 100, investing_status = 'COMPLETE'",
        pending("invest_amount", Long.toString(Long.MAX_VALUE)),
        pending(
            "user_id", "'lee'",
            "idempotency_key", "'key'",
            "request_fingerprint", "'1:10:whole'"),
        finalized("SUCCESS"),
        finalized("FAIL", "fail_reason", "'PRODUCT_GONE'"),
        total("product_id", "2", "user_id", "'kim'"),
        account("balance", "90", "booked", "100"),
        entry("kind", "'EXPIRE'", "booked_after", "0"),
        lot("remaining", "0", "due_at", "null"),
        taken(),
        item("max_per_order", "1", "stock", "0"),
        item("name", "'" + "n".repeat(500) + "'"),
        "update item set reserved = 8",
        "update item set stock = 9223372036854775807, reserved = 9223372036854775805",
        move("kind", "'ADJUST'", "delta", "-10", "stock_after", "0"));
  }

  @Test
  void investmentsWithoutAKeyMayRepeat() {
    execute(pending("log_id", "10"));
    execute(pending("log_id", "11"));
    assertThat(
            jdbc.sql("select count(*) from product_invest_log where user_id = 'lee'")
                .query(Long.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void aGuardedUpdateReservesTheLastWonOnceAndTouchesNoRowAfterwards() {
    String reserve =
        """
        update product_invest_status set reserved_amount = reserved_amount + 60
         where product_id = 1 and reserved_amount + 60 <= total_investing_amount""";
    assertThat(jdbc.sql(reserve).update()).isEqualTo(1);
    assertThat(jdbc.sql(reserve).update()).isEqualTo(0);
  }

  @Test
  void logIdsComeInBlocksOfAThousand() {
    long first = nextBlock();
    assertThat(nextBlock()).isEqualTo(first + 1000);
  }

  private long nextBlock() {
    return jdbc.sql("select nextval('product_invest_log_seq')").query(Long.class).single();
  }
}
