package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** The schema is migrated, and every constraint refuses its violation. */
@OnBackingServers
@Transactional
class SchemaIT {
  private static final String THEN = "timestamp with time zone '2026-11-20 01:00:00+00:00'";
  private static final String LATER = "timestamp with time zone '2026-11-20 02:00:00+00:00'";

  @Autowired private JdbcClient jdbc;

  /** What must not be stored, and the constraint that refuses it. */
  private record Violation(String what, Set<String> constraints, String sql) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Violation violation(String what, String constraint, String sql) {
    return new Violation(what, Set.of(constraint), sql);
  }

  private static String insert(String table, Map<String, String> defaults, String... overrides) {
    Map<String, String> row = new LinkedHashMap<>(defaults);
    for (int i = 0; i < overrides.length; i += 2) {
      row.put(overrides[i], overrides[i + 1]);
    }
    return "insert into "
        + table
        + " ("
        + String.join(", ", row.keySet())
        + ") values ("
        + String.join(", ", row.values())
        + ")";
  }

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

  private void execute(String sql) {
    assertThat(jdbc.sql(sql).update()).isEqualTo(1);
  }

  static Stream<Violation> violations() {
    return Stream.of(
            violationsOfProducts(), violationsOfStatus(), violationsOfLogs(), violationsOfTotals())
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

  @ParameterizedTest
  @MethodSource("violations")
  void theDatabaseRefuses(Violation violation) {
    assertThatExceptionOfType(DataIntegrityViolationException.class)
        .isThrownBy(() -> jdbc.sql(violation.sql()).update())
        .satisfies(
            e ->
                assertThat(e.getMostSpecificCause().getMessage().toLowerCase(Locale.ROOT))
                    .containsAnyOf(violation.constraints().toArray(String[]::new)));
  }

  @Test
  void noConstraintOfTheMigrationIsWithoutItsViolation() throws IOException {
    // Needed only as the target of a foreign key; product_id alone is unique already.
    Set<String> named = new TreeSet<>(Set.of("product_total_key"));
    violations().forEach(violation -> named.addAll(violation.constraints()));
    try (InputStream in = SchemaIT.class.getResourceAsStream("/db/migration/V1__investing.sql")) {
      String migration = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Set<String> written = new TreeSet<>();
      Pattern.compile("(?m)^  constraint (\\w+)")
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

  static Stream<String> duplicates() {
    return Stream.of(
        product("product_id", "1"),
        status("product_id", "1"),
        pending("log_id", "1"),
        total("user_id", "'kim'"));
  }

  @ParameterizedTest
  @MethodSource("duplicates")
  void aSecondRowOfTheSameThingIsRefused(String sql) {
    assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> jdbc.sql(sql).update());
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
        total("product_id", "2", "user_id", "'kim'"));
  }

  @ParameterizedTest
  @MethodSource("whatIsRight")
  void theDatabaseTakesWhatIsRight(String sql) {
    execute(sql);
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
