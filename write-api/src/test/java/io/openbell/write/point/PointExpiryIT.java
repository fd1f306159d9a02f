package io.openbell.write.point;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.testkit.http.MetricsPage;
import io.openbell.write.RunningWriteApi;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Points expire once, and not under a payment's feet. The job runs when the test says so. */
@TestPropertySource(
    properties = {"openbell.point.expiry-interval=1h", "openbell.point.expiry-batch=7"})
class PointExpiryIT extends RunningWriteApi {
  private static final String PAST = "timestamp with time zone '2020-01-01 00:00:00+00:00'";

  @Autowired private PointExpiry expiry;
  @Autowired private PlatformTransactionManager transactions;

  @BeforeEach
  void nothingIsDue() {
    expiry.expire();
  }

  private void charge(String user, long amount) {
    Reply reply =
        post("/api/point/charge", Map.of("X-USER-ID", user), "{\"amount\":%d}".formatted(amount));
    assertThat(reply.ok()).isTrue();
  }

  /** The lots of this user that granted so much expired so many days after the start of 2020. */
  private void hasExpired(String user, long granted, int days) {
    assertThat(
            jdbc.sql(
                    """
                    update point_lot
                       set expires_at = %1$s + interval '%2$d' day,
                           due_at = %1$s + interval '%2$d' day
                     where user_id = :user and granted = :granted"""
                        .formatted(PAST, days))
                .param("user", user)
                .param("granted", granted)
                .update())
        .isPositive();
  }

  private long balance(String user) {
    return number("select balance from point_account where user_id = ?", user);
  }

  private long booked(String user) {
    return number("select booked from point_account where user_id = ?", user);
  }

  private List<String> log(String user) {
    return jdbc.sql(
            """
            select kind || ' ' || amount || ' ' || booked_after
              from point_entry where user_id = ? order by account_version""")
        .param(user)
        .query(String.class)
        .list();
  }

  @Test
  void whatHasExpiredIsTakenOfItsLotsTheEarliestFirstAndWrittenDown() {
    charge("ann", 100);
    charge("ann", 20);
    charge("ann", 3);
    hasExpired("ann", 3, 1);
    hasExpired("ann", 100, 2);
    MetricsPage before = metrics();

    expiry.expire();

    assertThat(balance("ann")).isEqualTo(20);
    assertThat(booked("ann")).isEqualTo(20);
    assertThat(log("ann"))
        .containsExactly("CHARGE 100 100", "CHARGE 20 120", "CHARGE 3 123", "EXPIRE 103 20");
    assertThat(
            jdbc.sql(
                    """
                    select t.amount || ' of ' || l.granted || ', left ' || l.remaining
                      from point_entry_lot t join point_lot l on l.lot_id = t.lot_id
                      join point_entry e on e.entry_id = t.entry_id
                     where e.user_id = 'ann' and e.kind = 'EXPIRE' and l.due_at is null
                     order by l.expires_at""")
                .query(String.class)
                .list())
        .containsExactly("3 of 3, left 0", "100 of 100, left 0");
    assertThat(number("select remaining from point_lot where user_id = 'ann' and granted = 20"))
        .isEqualTo(20);
    assertThat(
            metrics().value("openbell_point_expired_total")
                - before.value("openbell_point_expired_total"))
        .isEqualTo(103);

    expiry.expire();
    assertThat(log("ann")).hasSize(4);
  }

  @Test
  void onlyTheRestOfALotExpires() {
    charge("bea", 100);
    jdbc.sql("update point_lot set remaining = 40 where user_id = 'bea'").update();
    jdbc.sql("update point_account set balance = 40, booked = 40 where user_id = 'bea'").update();
    hasExpired("bea", 100, 1);

    expiry.expire();

    assertThat(balance("bea")).isZero();
    assertThat(log("bea")).containsExactly("CHARGE 100 100", "EXPIRE 40 0");
  }

  @Test
  void pointsCountUntilTheyHaveBeenTaken() {
    charge("cy", 100);
    hasExpired("cy", 100, 1);

    charge("cy", 1);

    assertThat(balance("cy")).isEqualTo(101);
  }

  @Test
  void twoJobsAtOnceTakeEverythingOnce() {
    List<String> users = IntStream.range(0, 60).mapToObj(i -> "crowd-" + i).toList();
    for (String user : users) {
      charge(user, 100);
      hasExpired(user, 100, 1);
      charge(user, 5);
    }
    MetricsPage before = metrics();
    CountDownLatch bell = new CountDownLatch(1);

    List<CompletableFuture<Void>> jobs =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          await(bell);
                          expiry.expire();
                        }))
            .toList();
    bell.countDown();
    jobs.forEach(CompletableFuture::join);
    expiry.expire(); // what a job has skipped because another had it, and then could not have

    for (String user : users) {
      assertThat(log(user)).containsExactly("CHARGE 100 100", "CHARGE 5 105", "EXPIRE 100 5");
      assertThat(balance(user)).isEqualTo(5);
    }
    assertThat(
            metrics().value("openbell_point_expired_total")
                - before.value("openbell_point_expired_total"))
        .isEqualTo(6000);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void ofAUserWithAPaymentOnItsWayNothingExpiresUntilTheNextRound() {
    charge("dee", 100);
    charge("eve", 100);
    hasExpired("dee", 100, 1);
    hasExpired("eve", 100, 1);
    jdbc.sql("update point_account set balance = 30 where user_id = 'dee'").update();

    expiry.expire();

    assertThat(balance("dee")).isEqualTo(30);
    assertThat(booked("dee")).isEqualTo(100);
    assertThat(log("dee")).containsExactly("CHARGE 100 100");
    assertThat(
            number(
                """
                select count(*) from point_lot
                 where user_id = 'dee' and remaining = 100 and due_at > current_timestamp"""))
        .isEqualTo(1);
    assertThat(balance("eve")).isZero();

    // The payment failed, and the round comes.
    jdbc.sql("update point_account set balance = 100 where user_id = 'dee'").update();
    hasExpired("dee", 100, 1);
    expiry.expire();
    assertThat(log("dee")).containsExactly("CHARGE 100 100", "EXPIRE 100 0");
  }

  @Test
  void anAccountThatSomebodyHoldsIsLeftForTheNextRoundAndWaitedForByNobody() {
    charge("fay", 100);
    charge("gus", 100);
    hasExpired("fay", 100, 1);
    hasExpired("gus", 100, 2);

    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              jdbc.sql("select balance from point_account where user_id = 'fay' for update")
                  .query(Long.class)
                  .single();
              CompletableFuture.runAsync(expiry::expire).join();
              assertThat(
                      CompletableFuture.supplyAsync(() -> List.of(balance("fay"), balance("gus")))
                          .join())
                  .containsExactly(100L, 0L);
            });

    expiry.expire();
    assertThat(balance("fay")).isZero();
  }

  @Test
  void anAccountWhoseLotsAreMoreThanItsBalanceKeepsNobodyElseFromExpiring() {
    charge("hal", 100);
    charge("ida", 100);
    hasExpired("hal", 100, 1);
    hasExpired("ida", 100, 2);
    jdbc.sql("update point_account set balance = 99, booked = 99 where user_id = 'hal'").update();

    expiry.expire();

    assertThat(balance("hal")).isEqualTo(99);
    assertThat(log("hal")).hasSize(1);
    assertThat(balance("ida")).isZero();
  }
}
