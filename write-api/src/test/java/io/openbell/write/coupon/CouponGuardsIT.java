package io.openbell.write.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.openbell.core.coupon.Refusal;
import io.openbell.core.request.UserId;
import io.openbell.write.coupon.CouponTable.CouponOfUser;
import io.openbell.write.coupon.CouponTable.Issue;
import io.openbell.write.coupon.CouponTable.Taking;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.Desks;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Whatever others do between reading and writing, and whoever dies there: the guards hold. */
class CouponGuardsIT extends RunningCoupons {
  @Autowired private Desks desks;
  @Autowired private CouponCommit commit;
  @Autowired private CouponTable table;
  @Autowired private JdbcTemplate template;
  @Autowired private PlatformTransactionManager transactions;
  @Autowired private DeskProperties desk;

  private static CouponRequest request(String user, long coupon) {
    return new CouponRequest(
        coupon, new UserId(user), "c", System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
  }

  /** A desk of its own, which stands in no lane of the others'. */
  private Answer<CouponOutcome> at(String name, CouponCommit commit, CouponRequest request) {
    return desks.open(name, commit, () -> false).submit(request).join();
  }

  private CouponCommit with(CouponTable table) {
    return new CouponCommit(table, transactions, desk);
  }

  /** Does this between reading and writing, once; on a thread and in transactions of its own. */
  private CouponTable meanwhile(Runnable other) {
    AtomicBoolean once = new AtomicBoolean(true);
    return new CouponTable(template, jdbc) {
      @Override
      Map<CouponOfUser, UserCoupon> latest(Collection<CouponOfUser> whose) {
        Map<CouponOfUser, UserCoupon> latest = super.latest(whose);
        if (once.getAndSet(false)) {
          CompletableFuture.runAsync(other, task -> new Thread(task).start()).join();
        }
        return latest;
      }
    };
  }

  private static UserCoupon issuedTo(Answer<CouponOutcome> answer) {
    assertThat(answer).isInstanceOf(Answer.Decided.class);
    CouponOutcome outcome = ((Answer.Decided<CouponOutcome>) answer).outcome();
    assertThat(outcome).isInstanceOf(CouponOutcome.Issued.class);
    return ((CouponOutcome.Issued) outcome).coupon();
  }

  @Test
  void whatAnotherInstanceHasIssuedMeanwhileIsNotIssuedAgainAndNoNumberIsLeftOut() {
    long coupon = coupon(9, 1);
    issue(user(), coupon);
    CouponTable late =
        meanwhile(
            () -> {
              issue(user(), coupon);
              issue(user(), coupon);
            });

    UserCoupon mine = issuedTo(at("late", with(late), request("late", coupon)));

    assertThat(mine.no()).isEqualTo(4);
    assertThat(numbers(coupon)).isEqualTo(upTo(4));
    assertThat(issued(coupon)).isEqualTo(4);
  }

  @Test
  void theLastOneThatAnotherInstanceHasIssuedMeanwhileIsSoldOut() {
    long coupon = coupon(1, 1);

    Answer<CouponOutcome> answer =
        at("late", with(meanwhile(() -> issue(user(), coupon))), request("late", coupon));

    assertThat(answer)
        .isEqualTo(new Answer.Decided<>(new CouponOutcome.Refused(new Refusal.SoldOut())));
    assertThat(numbers(coupon)).isEqualTo(upTo(1));
  }

  @Test
  void whoGotOneAtAnotherInstanceMeanwhileGetsNoOtherAndIsToldWhichOne() {
    long coupon = coupon(9, 1);
    String user = user();
    AtomicReference<String> first = new AtomicReference<>("");
    CouponTable late = meanwhile(() -> first.set(idOf(issue(user, coupon))));

    Answer<CouponOutcome> answer = at("late", with(late), request(user, coupon));

    assertThat(((Answer.Decided<CouponOutcome>) answer).outcome())
        .isInstanceOfSatisfying(
            CouponOutcome.AlreadyIssued.class,
            already -> assertThat(already.coupon().userCouponId()).hasToString(first.get()));
    assertThat(numbers(coupon)).isEqualTo(upTo(1));
  }

  @Test
  void aTransactionThatDiesAfterTheGuardLeavesNoGap() {
    long coupon = coupon(9, 1);
    issue(user(), coupon);
    AtomicBoolean once = new AtomicBoolean(true);
    CouponTable dying =
        new CouponTable(template, jdbc) {
          @Override
          void insert(List<Issue> issues) {
            super.insert(issues);
            if (once.getAndSet(false)) {
              throw new IllegalStateException("nobody thought of this");
            }
          }
        };
    CouponCommit commit = with(dying);

    assertThat(at("dying", commit, request(user(), coupon)))
        .isEqualTo(new Answer.Unavailable<CouponOutcome>());
    assertThat(issued(coupon)).isEqualTo(1);
    assertThat(issuedTo(at("dying-2", commit, request(user(), coupon))).no()).isEqualTo(2);
    assertThat(numbers(coupon)).isEqualTo(upTo(2));
  }

  /** Many instances, none of which keeps to the lock: it is for speed, the guard is for truth. */
  @Test
  void withoutTheLockEverythingHoldsToo() {
    long coupon = coupon(30, 1);
    List<String> users = IntStream.range(0, 40).mapToObj(i -> user()).toList();

    List<CompletableFuture<Answer<CouponOutcome>>> answers =
        IntStream.range(0, 120)
            .mapToObj(
                i ->
                    desks
                        .open("free-" + i, commit, () -> false)
                        .submit(request(users.get(i % 40), coupon)))
            .toList();

    long issued =
        answers.stream()
            .map(CompletableFuture::join)
            .filter(Answer.Decided.class::isInstance)
            .map(answer -> ((Answer.Decided<CouponOutcome>) answer).outcome())
            .filter(CouponOutcome.Issued.class::isInstance)
            .count();
    assertThat(numbers(coupon)).isEqualTo(upTo(issued));
    assertThat(issued(coupon)).isEqualTo(issued).isLessThanOrEqualTo(30);
    assertThat(
            number("select count(distinct user_id) from user_coupon where coupon_id = ?", coupon))
        .isEqualTo(issued);
  }

  /** The constraints behind it would hold, too; then the group would fail and be tried again. */
  @Test
  void theGuardRefusesWhatIsNotLeftAndWhatWasDecidedOnOlderNumbers() {
    long coupon = coupon(3, 1);
    issue(user(), coupon);

    assertThat(table.take(List.of(new Taking(coupon, 1, 3)))).isFalse();
    assertThat(table.take(List.of(new Taking(coupon, 0, 1)))).isFalse();
    assertThat(table.take(List.of(new Taking(404_404, 0, 1)))).isFalse();
    assertThat(issued(coupon)).isEqualTo(1);

    assertThat(table.take(List.of(new Taking(coupon, 1, 2)))).isTrue();
  }

  @Test
  void aSecondCouponOfOneUserIsRefusedByTheDatabaseWhateverWasDecided() {
    long coupon = coupon(3, 1);
    String user = user();
    issue(user, coupon);
    UserCoupon second =
        new UserCoupon(UUID.randomUUID(), coupon, user, 2, 1, Instant.now().plusSeconds(60));

    assertThatExceptionOfType(DuplicateKeyException.class)
        .isThrownBy(() -> table.insert(List.of(new Issue(second, 1, Instant.now(), "c"))));
    assertThat(table.latest(List.of(new CouponOfUser(coupon, user))).values())
        .extracting(UserCoupon::no)
        .containsExactly(1L);
  }
}
