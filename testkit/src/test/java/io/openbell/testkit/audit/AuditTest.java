package io.openbell.testkit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.audit.ClientLog.Entry;
import io.openbell.testkit.audit.ClientLog.Request;
import io.openbell.testkit.audit.ClientLog.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For each invariant a corrupted set of data, which the checker has to name. */
class AuditTest {
  private static final Instant TEN = Instant.parse("2026-11-20T10:00:00Z");

  private final ClientLog clients = new ClientLog();
  private Books database;

  /**
   * Tables as the services have them, but for the constraints, which would not let us corrupt
   * anything.
   */
  @BeforeEach
  void twoInvestmentsAsTheyShouldBe() {
    database =
        new Books(
            Map.of(
                "spring.datasource.url",
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                "spring.datasource.username",
                "sa",
                "spring.datasource.password",
                ""));
    database.execute(
        """
        create table product_invest_status (product_id bigint, total_investing_amount bigint,
          reserved_amount bigint, confirmed_amount bigint, investing_cnt bigint);
        create table product_invest_log (log_id bigint, user_id varchar, product_id bigint,
          invest_amount bigint, invest_result varchar, fail_reason varchar,
          idempotency_key varchar, accepted_at timestamp with time zone);
        create table product_invest_user (user_id varchar, product_id bigint,
          total_invest_amount bigint);
        insert into product_invest_status values (1, 100, 30, 30, 2);
        insert into product_invest_log values
          (1, 'ann', 1, 10, 'SUCCESS', null, 'k1', timestamp '2026-11-20 10:00:00'),
          (2, 'bob', 1, 20, 'SUCCESS', null, 'k2', timestamp '2026-11-20 10:00:00');
        insert into product_invest_user values ('ann', 1, 10), ('bob', 1, 20)""");
    told("ann", "k1", 10, 200, "01", 10);
    told("bob", "k2", 20, 200, "01", 20);
    clients.add(new Shown(TEN, 1, 30, 100));
  }

  private void told(String user, String key, long amount, int status, String code, long taken) {
    Request request = new Request(user, key, 1, amount, false);
    clients.add(new Entry(request, TEN, TEN, status, code, taken));
  }

  private void asked(String user, String key, long amount) {
    told(user, key, amount, 0, "", 0);
  }

  private List<String> violated() {
    return Audit.of(clients, database, Set.of()).stream()
        .map(violation -> violation.invariant().substring(0, 2))
        .distinct()
        .toList();
  }

  @Test
  void whatIsAsItShouldBeIsFoundSo() {
    assertThat(Audit.of(clients, database, Set.of())).isEmpty();
  }

  @Test
  void aReservedAmountThatIsNotTheSum() {
    database.execute("update product_invest_status set reserved_amount = 29");
    assertThat(violated()).contains("I1");
  }

  @Test
  void moreReservedThanThereIs() {
    database.execute("update product_invest_status set total_investing_amount = 29");
    assertThat(violated()).containsExactly("I1");
  }

  @Test
  void aConfirmedAmountThatIsNotTheSum() {
    database.execute("update product_invest_status set confirmed_amount = 31");
    assertThat(violated()).containsExactly("I1");
  }

  @Test
  void whatIsPendingForEver() {
    database.execute("update product_invest_log set invest_result = 'PENDING' where log_id = 2");
    assertThat(violated()).contains("I2");
  }

  @Test
  void anAnsweredInvestmentThatIsGone() {
    told("cat", "k3", 5, 200, "01", 5);
    assertThat(violated()).containsExactly("I2");
  }

  @Test
  void aFailureThatNobodyCaused() {
    database.execute(
        "update product_invest_log set invest_result = 'FAIL', fail_reason = 'X' where log_id = 2;"
            + " update product_invest_status set reserved_amount = 10, confirmed_amount = 10,"
            + " investing_cnt = 1; delete from product_invest_user where user_id = 'bob'");
    clients.add(new Shown(TEN, 1, 10, 100));
    assertThat(violated()).containsExactly("I2");
    assertThat(Audit.of(clients, database, Set.of("bob"))).isEmpty();
  }

  @Test
  void oneKeyWithTwoEffects() {
    database.execute(
        "insert into product_invest_log values (3, 'bob', 1, 20, 'SUCCESS', null, 'k2',"
            + " timestamp '2026-11-20 10:00:00'); update product_invest_status set reserved_amount ="
            + " 50, confirmed_amount = 50; update product_invest_user set total_invest_amount = 40"
            + " where user_id = 'bob'");
    clients.add(new Shown(TEN, 1, 50, 100));
    assertThat(violated()).containsExactly("I3");
  }

  @Test
  void aReplayWithAnotherAnswer() {
    told("bob", "k2", 20, 200, "01", 19);
    assertThat(violated()).containsExactly("I3");
  }

  @Test
  void anInvestmentNobodyAskedFor() {
    database.execute("update product_invest_log set idempotency_key = 'k9' where log_id = 2");
    assertThat(violated()).containsExactlyInAnyOrder("I2", "I3");
  }

  @Test
  void moreTakenThanAnswered() {
    database.execute(
        "update product_invest_log set invest_amount = 25 where log_id = 2; update"
            + " product_invest_status set reserved_amount = 35, confirmed_amount = 35; update"
            + " product_invest_user set total_invest_amount = 25 where user_id = 'bob'");
    clients.add(new Shown(TEN, 1, 35, 100));
    assertThat(violated()).containsExactly("I3");
  }

  @Test
  void aUserTotalThatIsNotTheSum() {
    database.execute(
        "update product_invest_user set total_invest_amount = 21 where user_id = 'bob'");
    assertThat(violated()).containsExactly("I4");
  }

  @Test
  void aUserWithoutATotal() {
    database.execute("delete from product_invest_user where user_id = 'bob'");
    assertThat(violated()).containsExactly("I4");
  }

  @Test
  void anInvestorTooMany() {
    database.execute("update product_invest_status set investing_cnt = 3");
    assertThat(violated()).containsExactly("I4");
  }

  @Test
  void aFigureAboveTheTotal() {
    clients.add(new Shown(TEN, 1, 101, 100));
    clients.add(new Shown(TEN, 1, 30, 100));
    assertThat(violated()).containsExactly("I5");
  }

  @Test
  void aFigureThatStaysWrong() {
    clients.add(new Shown(TEN, 1, 29, 100));
    assertThat(violated()).containsExactly("I5");
  }

  @Test
  void aRequestThatWasNeverSettled() {
    asked("cat", "k3", 5);
    assertThat(violated()).containsExactly("I6");
  }

  @Test
  void anInvestmentOfSomebodyWhoWasToldNo() {
    database.execute(
        "insert into product_invest_log values (3, 'cat', 1, 5, 'SUCCESS', null, 'k3',"
            + " timestamp '2026-11-20 10:00:00'); insert into product_invest_user values ('cat', 1,"
            + " 5); update product_invest_status set reserved_amount = 35, confirmed_amount = 35,"
            + " investing_cnt = 3");
    told("cat", "k3", 5, 200, "SOLD_OUT", 0);
    clients.add(new Shown(TEN, 1, 35, 100));
    assertThat(violated()).containsExactly("I6");
  }

  @Test
  void aThroughputThatDoesNotComeBack() {
    Instant struck = TEN.plusSeconds(10);
    Instant healed = TEN.plusSeconds(20);
    paced(TEN, struck, 10);
    assertThat(Audit.recovery(clients, struck, healed))
        .extracting(violation -> violation.invariant().substring(0, 2))
        .containsExactly("I7");

    paced(healed.plusSeconds(36), healed.plusSeconds(60), 10);
    assertThat(Audit.recovery(clients, struck, healed)).hasSize(1);

    paced(healed.plusSeconds(25), healed.plusSeconds(36), 10);
    assertThat(Audit.recovery(clients, struck, healed)).isEmpty();
  }

  private void paced(Instant from, Instant to, int perSecond) {
    Request request = new Request("dan", UUID.randomUUID().toString(), 1, 1, false);
    Duration pause = Duration.ofSeconds(1).dividedBy(perSecond);
    for (Instant at = from; at.isBefore(to); at = at.plus(pause)) {
      clients.add(new Entry(request, at, at, 200, "01", 1));
    }
  }
}
