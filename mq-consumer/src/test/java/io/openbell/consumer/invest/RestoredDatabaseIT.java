package io.openbell.consumer.invest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.openbell.consumer.BackedIT;
import io.openbell.consumer.Stage;
import io.openbell.consumer.Stage.Accepted;
import io.openbell.consumer.Stage.UserRow;
import io.openbell.consumer.batch.Misfit;
import io.openbell.consumer.batch.Settling;
import io.openbell.consumer.batch.Settling.Settled;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.InvestmentsAccepted.Investment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;

/** The database was put back to an older state, and gives ids again that messages still name. */
class RestoredDatabaseIT extends BackedIT {
  @Autowired Finalizer finalizer;

  @Test
  void anIdGivenAgainToAnotherUserAmountOrProductIsNotFinalizedByTheOldMessage() {
    long product = stage.product(1_000);
    long other = stage.product(1_000);
    Accepted user = stage.accept(product, "ann", 10);
    Accepted amount = stage.accept(product, "ann", 10);
    Accepted wholly = stage.accept(product, "ann", 10);
    Accepted time = stage.accept(product, "ann", 10);
    Accepted kept = stage.accept(product, "bob", 5);
    Message old = Stage.message(user, amount, wholly, time, kept);
    Accepted[] again = {
      again(user, product, "eve", 10),
      again(amount, product, "ann", 11),
      again(wholly, other, "dan", 30),
      again(time, product, "ann", 10)
    };

    stage.publish(old);

    assertThat(reason(stage.awaitDeadLetter()))
        .isEqualTo(
            "4 logs are other investments now, given these ids by an older database:"
                + " [%d by user and time, %d by amount and time, %d by product and user and amount"
                    .formatted(user.logId(), amount.logId(), wholly.logId())
                + " and time, %d by time]".formatted(time.logId()));
    stage.awaitSuccess(kept);
    assertThat(again).allSatisfy(row -> assertThat(stage.result(row)).isEqualTo("PENDING"));
    assertThat(stage.users(product)).containsExactly(new UserRow("bob", 5));
    assertThat(stage.users(other)).isEmpty();

    // Each has a message of its own.
    stage.publish(Stage.message(again[0], again[1], again[3]), Stage.message(again[2]));
    stage.awaitSuccess(again);
    stage.assertConsistent(product);
    stage.assertConsistent(other);
    assertThat(stage.takeDeadLetter()).isNull();
  }

  @Test
  void theOldAndTheNewMessageOfOneIdInOneBatchAreToldApart() {
    long product = stage.product(100);
    Accepted lost = stage.accept(product, "ann", 10);
    Accepted now = again(lost, product, "eve", 20);

    Settled settled = Settling.settle(finalizer, Stage.message(lost), Stage.message(now));

    assertThat(settled.reasons())
        .satisfiesExactly(
            old -> assertThat(old).startsWith("1 logs are other investments now"),
            own -> assertThat(own).isEmpty());
    assertThat(stage.users(product)).containsExactly(new UserRow("eve", 20));
    stage.assertConsistent(product);
  }

  @Test
  void whatWasFinalInTheMeantimeDoesNotSettleTheOldMessageEither() {
    long product = stage.product(100);
    Accepted lost = stage.accept(product, "ann", 10);
    Accepted now = again(lost, product, "eve", 20);
    finalizer.finalizeAll(List.of(named(now)));

    assertThat(Settling.settle(finalizer, Stage.message(lost)).reasons())
        .singleElement()
        .asString()
        .startsWith("1 logs are other investments now");
  }

  @Test
  void aMessageOfBeforeInvestmentsHadTimesFinalizesOnlyWhatIsNotYoungerThanIt() {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(product, "ann", 10);
    Accepted youngest = stage.accept(product, "bob", 1);
    InvestmentsAccepted old = withoutTimes(youngest.acceptedAt(), a, b);
    Accepted again = again(b, product, "ann", 10);

    Map<NamedLog, Misfit> misfits = finalizer.finalizeAll(NamedLog.allOf(old)).misfits();

    assertThat(misfits.values())
        .singleElement()
        .extracting(Misfit::detail)
        .isEqualTo(b.logId() + " by time");
    assertThat(stage.result(a)).isEqualTo("SUCCESS");
    assertThat(stage.result(again)).isEqualTo("PENDING");
    stage.assertConsistent(product);
  }

  @Test
  void isolatedLogsAreToldApartAsWellAndOnlyTheGuiltyOneFails() {
    stage.execute(
        "alter table product_invest_user add constraint no_poison check (user_id <> 'poison')");
    try {
      long product = stage.product(100);
      Accepted lost = stage.accept(product, "ann", 10);
      Accepted poison = stage.accept(product, "poison", 20);
      Accepted kept = stage.accept(product, "bob", 5);
      Accepted now = again(lost, product, "poison", 30);

      Settled settled = Settling.settle(finalizer, Stage.message(lost, poison, kept));

      assertThat(settled.reasons())
          .containsExactly(
              "1 logs are other investments now, given these ids by an older database: [%d by"
                      .formatted(lost.logId())
                  + " user and amount and time]");
      assertThat(stage.result(now)).isEqualTo("PENDING");
      assertThat(stage.result(poison)).isEqualTo("FAIL");
      assertThat(stage.result(kept)).isEqualTo("SUCCESS");
      stage.assertConsistent(product);
    } finally {
      stage.execute("alter table product_invest_user drop constraint no_poison");
    }
  }

  @Test
  void nothingFailsInThePlaceOfALogThatIsGone() {
    long product = stage.product(100);
    Accepted lost = stage.accept(product, "ann", 10);
    Accepted now = again(lost, product, "eve", 20);

    assertThatIllegalStateException()
        .isThrownBy(() -> finalizer.fail(named(lost), new IllegalStateException("no")));

    assertThat(stage.result(now)).isEqualTo("PENDING");
    stage.assertConsistent(product);
  }

  private static NamedLog named(Accepted accepted) {
    return NamedLog.allOf(Stage.event(accepted)).get(0);
  }

  private Accepted again(Accepted lost, long product, String user, long amount) {
    stage.execute("delete from product_invest_log where log_id = " + lost.logId());
    stage.execute(
        "update product_invest_status set reserved_amount = reserved_amount - %d where product_id = %d"
            .formatted(lost.amount(), lost.productId()));
    return stage.accept(lost.logId(), product, user, amount);
  }

  private static InvestmentsAccepted withoutTimes(Instant writtenAt, Accepted... group) {
    return new InvestmentsAccepted(
        "old",
        writtenAt,
        Arrays.stream(group)
            .map(
                a ->
                    new Investment(
                        a.logId(), a.productId(), a.userId(), a.amount(), a.correlationId(), null))
            .toList());
  }

  private static String reason(Message parked) {
    return parked.getMessageProperties().getHeader("x-openbell-reason");
  }
}
