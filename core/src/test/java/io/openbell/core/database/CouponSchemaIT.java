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

/** The tables of coupons: every constraint refuses its violation. */
class CouponSchemaIT extends ConstraintsIT {
  private static final String FIRST = "cast('00000000-0000-7000-8000-000000000001' as uuid)";
  private static final String SECOND = "cast('00000000-0000-7000-8000-000000000002' as uuid)";

  private static String coupon(String... overrides) {
    Map<String, String> row =
        new TreeMap<>(
            Map.of(
                "coupon_id", "99",
                "name", "'spring'",
                "kind", "'FIXED'",
                "discount", "1000",
                "scope", "'ORDER'",
                "total", "10",
                "opens_at", THEN,
                "closes_at", LATER,
                "valid_days", "30",
                "created_at", THEN));
    return insert("coupon", row, overrides);
  }

  private static String scoped(String... overrides) {
    return insert("coupon_item", Map.of("coupon_id", "92", "item_id", "901"), overrides);
  }

  private static String owned(String... overrides) {
    return insert(
        "user_coupon",
        Map.of(
            "user_coupon_id", SECOND,
            "coupon_id", "91",
            "user_id", "'kim'",
            "no", "2",
            "user_no", "2",
            "per_user", "2",
            "issued_at", THEN,
            "expires_at", LATER,
            "correlation_id", "'c'"),
        overrides);
  }

  /** Of coupon 91 a user may have two, and kim has one; coupon 92 is for items, and for a pen. */
  @BeforeEach
  void storeTwoCoupons() {
    Stream.of(
            insert(
                "item",
                Map.of(
                    "item_id", "901",
                    "name", "'pen'",
                    "price", "5",
                    "stock", "9",
                    "created_at", THEN)),
            coupon("coupon_id", "91", "per_user", "2", "issued", "1"),
            coupon("coupon_id", "92", "scope", "'ITEMS'"),
            scoped(),
            owned("user_coupon_id", FIRST, "no", "1", "user_no", "1"))
        .forEach(this::execute);
  }

  static Stream<Violation> violations() {
    return Stream.of(violationsOfCoupons(), violationsOfScopes(), violationsOfOwned())
        .flatMap(some -> some);
  }

  private static Stream<Violation> violationsOfCoupons() {
    return Stream.of(
        violation("a blank name", "coupon_name_not_blank", coupon("name", "'  '")),
        violation("an unknown kind", "coupon_kind_known", coupon("kind", "'GIFT'")),
        violation("a coupon for nothing", "coupon_discount_positive", coupon("discount", "0")),
        violation(
            "more than all off",
            "coupon_percent_at_most_all",
            coupon("kind", "'PERCENT'", "discount", "101")),
        violation(
            "at most nothing off",
            "coupon_max_positive",
            coupon("kind", "'PERCENT'", "discount", "10", "max_discount", "0")),
        violation(
            "won off, and at most so many",
            "coupon_max_is_of_percent",
            coupon("max_discount", "9")),
        violation(
            "a negative least order", "coupon_min_order_not_negative", coupon("min_order", "-1")),
        violation("an unknown scope", "coupon_scope_known", coupon("scope", "'ALL'")),
        violation("none at all", "coupon_total_positive", coupon("total", "0")),
        violation("one too many", "coupon_nothing_overissued", coupon("issued", "11")),
        violation("fewer than none", "coupon_nothing_overissued", coupon("issued", "-1")),
        violation(
            "one too many by an UPDATE",
            "coupon_nothing_overissued",
            "update coupon set issued = issued + 10 where coupon_id = 91"),
        violation("none for a user", "coupon_per_user_positive", coupon("per_user", "0")),
        violation(
            "closed when it opens", "coupon_closes_after_it_opens", coupon("closes_at", THEN)),
        violation("valid for no day", "coupon_valid_for_some_days", coupon("valid_days", "0")),
        violation("valid for ever", "coupon_valid_for_some_days", coupon("valid_days", "3651")));
  }

  private static Stream<Violation> violationsOfScopes() {
    return Stream.of(
        violation("an item of no coupon", "scoped_of_coupon", scoped("coupon_id", "404")),
        violation(
            "an item of a coupon for whole orders", "scoped_of_coupon", scoped("coupon_id", "91")),
        violation("a coupon for no item", "scoped_to_item", scoped("item_id", "404")),
        violation(
            "an item in the scope of orders",
            "scoped_only_to_items",
            scoped("coupon_id", "91", "scope", "'ORDER'")));
  }

  private static Stream<Violation> violationsOfOwned() {
    return Stream.of(
        violation("one of no coupon", "owned_of_coupon", owned("coupon_id", "404")),
        violation(
            "one of a coupon of which a user may have fewer",
            "owned_of_coupon",
            owned("user_no", "3", "per_user", "3")),
        violation("more than one for a user", "owned_of_coupon", owned("coupon_id", "92")),
        violation("one of a blank user", "owned_by_somebody", owned("user_id", "' '")),
        violation("number 0", "owned_no_positive", owned("no", "0")),
        violation("more than a user may have", "owned_within_per_user", owned("user_no", "3")),
        violation("a user's number 0", "owned_within_per_user", owned("user_no", "0")),
        violation("an unknown state", "owned_state_known", owned("state", "'LOST'")),
        violation(
            "expired when it is issued", "owned_expires_after_issue", owned("expires_at", THEN)),
        violation("one number twice", "owned_each_no_once", owned("user_id", "'lee'", "no", "1")),
        violation("a user's first twice", "owned_each_turn_once", owned("user_no", "1")));
  }

  @Test
  void noConstraintOfTheMigrationIsWithoutItsViolation() throws IOException {
    // Needed only as the targets of foreign keys; coupon_id alone is unique already.
    Set<String> named = new TreeSet<>(Set.of("coupon_scope_key", "coupon_per_user_key"));
    violations().forEach(violation -> named.addAll(violation.constraints()));
    try (InputStream in =
        CouponSchemaIT.class.getResourceAsStream("/db/migration/V6__coupons.sql")) {
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
  void onlyTheBoundOfADiscountMayBeUnknown() {
    List<String> nullable =
        jdbc.sql(
                """
                select lower(table_name) || '.' || lower(column_name)
                  from information_schema.columns
                 where lower(table_name) in ('coupon', 'coupon_item', 'user_coupon')
                   and is_nullable = 'YES'""")
            .query(String.class)
            .list();
    assertThat(nullable).containsExactly("coupon.max_discount");
  }

  static Stream<String> duplicates() {
    return Stream.of(coupon("coupon_id", "91"), scoped(), owned("user_coupon_id", FIRST));
  }

  static Stream<String> whatIsRight() {
    return Stream.of(
        coupon(),
        coupon("kind", "'PERCENT'", "discount", "100", "max_discount", "1", "min_order", "1"),
        coupon("total", "1", "issued", "1", "valid_days", "3650"),
        owned(),
        owned("user_id", "'lee'", "user_no", "1"),
        owned("coupon_id", "92", "no", "1", "user_no", "1", "per_user", "1"),
        "update coupon set issued = 10 where coupon_id = 91");
  }
}
