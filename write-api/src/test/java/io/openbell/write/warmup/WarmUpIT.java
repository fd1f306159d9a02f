package io.openbell.write.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.coupon.UnlistedCoupons;
import io.openbell.core.item.UnlistedItems;
import io.openbell.core.product.UnlistedProducts;
import io.openbell.testkit.audit.Books;
import io.openbell.testkit.audit.ShopAudit;
import io.openbell.write.RunningWriteApi;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** By the time the tests run the instance has started, and so has warmed up. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "server.address=127.0.0.1",
      "openbell.warm-up.time=2s",
      "openbell.warm-up.patience=5s" // as long as a request may wait at a desk
    })
class WarmUpIT extends RunningWriteApi {
  @Autowired private HiddenItem item;

  @Test
  void anInstanceHasInvestedBeforeItIsReadyAndLeavesNoTrace() {
    Map<String, Object> figures =
        jdbc.sql(
                """
                select reserved_amount, confirmed_amount, investing_cnt, version
                  from product_invest_status where product_id = ?""")
            .param(UnlistedProducts.FIRST_ID)
            .query()
            .singleRow();

    // Clearing before and after counts twice; everything beyond is groups that were committed.
    assertThat((Long) figures.get("version")).isGreaterThan(2);
    assertThat(figures)
        .containsEntry("reserved_amount", 0L)
        .containsEntry("confirmed_amount", 0L)
        .containsEntry("investing_cnt", 0L);
    assertThat(count("product_invest_log")).isZero();
    assertThat(count("product_invest_user")).isZero();
  }

  @Test
  void itHasOrderedAndPaidTooAndNothingStaysOnceThatIsFinalized() {
    Books books = new Books(servers.springProperties());
    long orders = count("shop_order");
    // Nobody finalizes here, and what is on its way is not removed.
    assertThat(orders).isPositive();
    assertThat(count("payment where result = 'PENDING'")).isEqualTo(orders);
    assertThat(ShopAudit.of(books)).isEmpty();
    assertThat(item.isFinalizing(0)).isTrue();
    finalizePayments();
    assertThat(ShopAudit.of(books)).isEmpty();
    assertThat(item.isFinalizing(0)).isFalse();

    item.clear(0);

    for (String table :
        List.of("shop_order", "order_line", "order_transition", "payment", "point_entry_lot")) {
      assertThat(count(table)).as(table).isZero();
    }
    assertThat(count("item where item_id < " + UnlistedItems.FIRST_ID)).isZero();
    assertThat(count("item where reserved = 0 and sold = 0")).isEqualTo(1);
    assertThat(count("point_account where balance = booked"))
        .isEqualTo(count("point_account"))
        .isEqualTo(count("point_entry"));
    assertThat(ShopAudit.of(books)).isEmpty();
  }

  @Test
  void itHasGotCouponsTooAndNobodyHasThemAnyMore() {
    Map<String, Object> coupon =
        jdbc.sql("select issued, version from coupon where coupon_id = ?")
            .param(UnlistedCoupons.FIRST_ID)
            .query()
            .singleRow();

    // Clearing before and after counts twice; everything beyond is groups that were committed.
    assertThat((Long) coupon.get("version")).isGreaterThan(2);
    assertThat(coupon).containsEntry("issued", 0L);
    assertThat(count("user_coupon")).isZero();
  }

  /** As mq-consumer does it. */
  private void finalizePayments() {
    Stream.of(
            """
            insert into order_transition
                (order_id, to_status, from_status, created_at, actor, correlation_id)
              select order_id, 'PAID', 'PAYING', current_timestamp, 'openbell', 'c' from shop_order""",
            "update item set sold = reserved, reserved = 0",
            """
            insert into point_entry (entry_id, user_id, kind, amount, booked_after, account_version,
                correlation_id, payment_id, created_at)
              select p.payment_id, p.user_id, 'USE', p.amount,
                     a.booked - sum(p.amount) over (partition by p.user_id order by p.payment_id),
                     1 + row_number() over (partition by p.user_id order by p.payment_id),
                     'c', p.payment_id, current_timestamp
                from payment p join point_account a on a.user_id = p.user_id""",
            """
            insert into point_entry_lot (entry_id, lot_id, amount)
              select e.entry_id, l.lot_id, e.amount
                from point_entry e join point_lot l on l.user_id = e.user_id
               where e.kind = 'USE'""",
            """
            update point_lot l set remaining = granted -
                (select coalesce(sum(t.amount), 0) from point_entry_lot t where t.lot_id = l.lot_id)""",
            "update point_account set booked = balance",
            "update shop_order set status = 'PAID'",
            """
            update payment
               set result = 'SUCCESS', finalized_at = current_timestamp, publish_after = null""")
        .forEach(sql -> jdbc.sql(sql).update());
  }

  private long count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }
}
