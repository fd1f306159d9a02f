package io.openbell.consumer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.consumer.batch.Parcels.Parcel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

class BatchTest {
  private static final Duration MS = Duration.ofMillis(1);
  private static final FinalizeProperties PROPERTIES =
      new FinalizeProperties(20, MS, 1, MS, MS, 3, MS, MS, MS);
  private static final Disposition ACKNOWLEDGE = new Disposition.Acknowledge();
  private static final Disposition REQUEUE = new Disposition.Requeue();

  private final Parcels parcels = new Parcels().accept(1, 2, 3);

  private Batch<Parcel> batch(BooleanSupplier stillWanted) {
    return new Batch<>(
        parcels, PROPERTIES, new FinalizeMeters(new SimpleMeterRegistry(), "parcel"), stillWanted);
  }

  private List<Disposition> dispositions(Batch<Parcel> batch, List<Delivery<Parcel>> deliveries) {
    batch.finalizeAll(deliveries);
    return deliveries.stream().map(Delivery::disposition).toList();
  }

  private List<Disposition> dispositions(List<Delivery<Parcel>> deliveries) {
    return dispositions(batch(() -> true), deliveries);
  }

  private static Delivery<Parcel> delivery(long... numbers) {
    return Delivery.of(
        Parcels.message(numbers), LongStream.of(numbers).mapToObj(Parcel::new).toList(), List.of());
  }

  private static List<Parcel> parcels(long... numbers) {
    return LongStream.of(numbers).mapToObj(Parcel::new).toList();
  }

  @Test
  void noTransactionHasMorePartsThanTheFeatureWantsUnlessOneMessageHas() {
    parcels.accept(4, 5, 6, 7, 8).inTransactionsOf(3);

    List<Disposition> dispositions =
        dispositions(
            List.of(
                delivery(1), delivery(2, 3), delivery(4), delivery(5, 6, 7, 8), delivery(1, 9)));

    assertThat(parcels.transactions()).containsExactly("1,2,3", "4", "5,6,7,8", "1,9");
    assertThat(dispositions)
        .containsExactly(
            ACKNOWLEDGE,
            ACKNOWLEDGE,
            ACKNOWLEDGE,
            ACKNOWLEDGE,
            new Disposition.DeadLetter("1 unknown parcels: [9]"));
  }

  @Test
  void whatIsLeftForAnotherTransactionGoesBackWhenItHasToStop() {
    parcels.inTransactionsOf(1);

    assertThat(dispositions(batch(() -> false), List.of(delivery(1), delivery(2))))
        .containsExactly(ACKNOWLEDGE, REQUEUE);

    assertThat(parcels.transactions()).containsExactly("1");
  }

  private static RuntimeException away() {
    return new CannotAcquireLockException("away");
  }

  private static RuntimeException odd() {
    return new IllegalStateException("odd");
  }

  private static RuntimeException[] times(int number, RuntimeException error) {
    return Stream.generate(() -> error).limit(number).toArray(RuntimeException[]::new);
  }

  @Test
  void aBatchIsOneTransactionAndTellsWhatItDid() {
    parcels.accept(4, 5).fail(new Parcel(5), odd());
    parcels.transactions().clear();
    Batch<Parcel> batch = batch(() -> true);

    assertThat(dispositions(batch, List.of(delivery(1, 2), delivery(4, 5))))
        .containsOnly(ACKNOWLEDGE);

    assertThat(parcels.transactions()).containsExactly("1,2,4,5");
    assertThat(batch.succeeded()).isEqualTo(3);
    assertThat(batch.skipped()).isEqualTo(1);
    assertThat(batch.failed()).isZero();
    assertThat(batch.concerned()).containsExactlyElementsOf(parcels(1, 2, 4, 5));
  }

  @Test
  void nothingToFinalizeIsNoTransaction() {
    Batch<Parcel> batch = batch(() -> true);

    batch.finalizeAll(List.of());

    assertThat(parcels.transactions()).isEmpty();
    assertThat(batch.concerned()).isEmpty();
  }

  @Test
  void whatNobodyHasDecidedGoesBack() {
    assertThat(delivery(1).disposition()).isEqualTo(REQUEUE);
  }

  @Test
  void aLostRaceRepeatsTheWholeBatchAndIsolatesNobody() {
    parcels.meets(new DuplicateKeyException("race"));

    assertThat(dispositions(List.of(delivery(1), delivery(2)))).containsOnly(ACKNOWLEDGE);

    assertThat(parcels.transactions()).containsExactly("1,2", "1,2");
  }

  @Test
  void aDeadlockIsRepeatedMoreOftenThanAnyUnexplainedErrorWouldBe() {
    parcels.meets(away(), away(), away(), away());

    assertThat(dispositions(List.of(delivery(1), delivery(2)))).containsOnly(ACKNOWLEDGE);

    assertThat(parcels.transactions()).hasSize(5).containsOnly("1,2");
  }

  @Test
  void noErrorIsBelievedWhileTheDatabaseDoesNotAnswer() {
    parcels.meets(odd(), odd(), odd(), odd()).doesNotAnswer();

    assertThat(dispositions(List.of(delivery(1), delivery(2)))).containsOnly(ACKNOWLEDGE);

    assertThat(parcels.transactions()).hasSize(5).containsOnly("1,2");
  }

  @Test
  void anUnexplainedErrorParksItsMessageAfterTheLastAttempt() {
    // The batch once, its only message three times, its only part once.
    parcels.meets(times(5, odd()));

    assertThat(dispositions(List.of(delivery(1))))
        .containsExactly(
            new Disposition.DeadLetter(
                "1 of 1 cannot be finalized; parcel 1: java.lang.IllegalStateException: odd"));

    assertThat(parcels.transactions()).hasSize(5).containsOnly("1");
    assertThat(parcels.result(1)).isEqualTo("PENDING");
  }

  @Test
  void aRaceLostAgainAndAgainIsGivenUp() {
    // The batch, its only message and its only part, each three times.
    parcels.meets(times(9, new DuplicateKeyException("race")));

    assertThat(dispositions(List.of(delivery(1))))
        .singleElement()
        .isInstanceOf(Disposition.DeadLetter.class);

    assertThat(parcels.transactions()).hasSize(9).containsOnly("1");
  }

  @Test
  void nothingIsSettledOrShownWhenItHasToStopBeforeTheDatabaseIsBack() {
    parcels.meets(times(20, away()));
    AtomicInteger asked = new AtomicInteger();
    Batch<Parcel> batch = batch(() -> asked.incrementAndGet() < 10);

    assertThat(dispositions(batch, List.of(delivery(1), delivery(2)))).containsOnly(REQUEUE);

    assertThat(batch.concerned()).isEmpty();
  }

  @Test
  void onlyTheMessageWithMisfitsIsADeadLetter() {
    assertThat(dispositions(List.of(delivery(1), delivery(2, 8, 9, 8))))
        .containsExactly(ACKNOWLEDGE, new Disposition.DeadLetter("2 unknown parcels: [8, 9]"));

    assertThat(parcels.transactions()).hasSize(1);
    assertThat(parcels.result(2)).isEqualTo("ARRIVED");
  }

  @Test
  void aReasonNamesTenAtMost() {
    assertThat(dispositions(List.of(delivery(LongStream.rangeClosed(11, 40).toArray()))))
        .containsExactly(
            new Disposition.DeadLetter(
                "30 unknown parcels: [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]"));
  }

  @Test
  void aRefusedPartFailsAloneAndTheOthersOfItsMessageSucceed() {
    parcels.refuses(2);
    Batch<Parcel> batch = batch(() -> true);

    assertThat(dispositions(batch, List.of(delivery(1, 2, 1)))).containsOnly(ACKNOWLEDGE);

    assertThat(parcels.transactions()).containsExactly("1,2,1", "1,2,1", "1", "2", "fail 2");
    assertThat(parcels.result(1)).isEqualTo("ARRIVED");
    assertThat(parcels.result(2)).isEqualTo("FAILED");
    assertThat(batch.succeeded()).isEqualTo(1);
    assertThat(batch.failed()).isEqualTo(1);
    assertThat(batch.concerned()).containsExactlyElementsOf(parcels(1, 2));
  }

  @Test
  void aRefusedMessageCostsTheOthersOfItsBatchNothing() {
    parcels.refuses(2);

    assertThat(dispositions(List.of(delivery(1), delivery(2), delivery(3))))
        .containsOnly(ACKNOWLEDGE);

    assertThat(parcels.transactions()).containsExactly("1,2,3", "1", "2", "2", "fail 2", "3");
    assertThat(parcels.result(1)).isEqualTo("ARRIVED");
    assertThat(parcels.result(3)).isEqualTo("ARRIVED");
  }

  @Test
  void whatSomebodyElseFinalizedBeforeItCouldFailCountsAsSkipped() {
    parcels.finalizeAll(parcels(1));
    parcels.refuses(1);
    Batch<Parcel> batch = batch(() -> true);

    assertThat(dispositions(batch, List.of(delivery(1)))).containsOnly(ACKNOWLEDGE);

    assertThat(batch.skipped()).isEqualTo(1);
    assertThat(batch.failed()).isZero();
    assertThat(batch.concerned()).containsExactlyElementsOf(parcels(1));
  }

  @Test
  void whatCannotEvenFailParksItsMessage() {
    parcels.refuses(1, 2).meetsWhenFailing(new DataIntegrityViolationException("no"), odd());
    parcels.meetsWhenFailing(odd(), odd());

    assertThat(dispositions(List.of(delivery(1, 2))))
        .containsExactly(
            new Disposition.DeadLetter(
                "2 of 2 cannot be finalized; parcel 1 cannot even fail:"
                    + " org.springframework.dao.DataIntegrityViolationException: no; parcel 2"
                    + " cannot even fail: java.lang.IllegalStateException: odd"));
  }

  @Test
  void misfitsFoundOneByOneMakeTheirMessageADeadLetter() {
    parcels.refuses(2);

    assertThat(dispositions(List.of(delivery(8, 2, 1))))
        .containsExactly(new Disposition.DeadLetter("1 unknown parcels: [8]"));

    assertThat(parcels.result(1)).isEqualTo("ARRIVED");
    assertThat(parcels.result(2)).isEqualTo("FAILED");
  }

  @Test
  void whoeverHasToStopWhileIsolatingMessagesSettlesOnlyWhatWasDone() {
    parcels.refuses(1);
    // The batch, message 1, its part, giving it up; then the database goes away.
    parcels.afterFailing(() -> parcels.meets(times(9, away())));
    Batch<Parcel> batch = batch(() -> parcels.transactions().size() < 5);

    assertThat(dispositions(batch, List.of(delivery(1), delivery(2))))
        .containsExactly(ACKNOWLEDGE, REQUEUE);
    assertThat(batch.concerned()).containsExactlyElementsOf(parcels(1));
  }

  @Test
  void whoeverHasToStopWhileIsolatingPartsLeavesTheMessageToTheBroker() {
    parcels.refuses(1);
    parcels.afterFailing(() -> parcels.meets(times(9, away())));

    assertThat(
            dispositions(batch(() -> parcels.transactions().size() < 5), List.of(delivery(1, 2))))
        .containsExactly(REQUEUE);

    assertThat(parcels.result(1)).isEqualTo("FAILED");
    assertThat(parcels.result(2)).isEqualTo("PENDING");
  }

  @Test
  void whoeverHasToStopWhileAPartIsToFailLeavesTheMessageToTheBroker() {
    parcels.refuses(1).meetsWhenFailing(times(9, away()));

    assertThat(dispositions(batch(() -> parcels.transactions().size() < 5), List.of(delivery(1))))
        .containsExactly(REQUEUE);
  }

  @Test
  void anErrorIsToldInOneLineOfBoundedLength() {
    String longest = "x".repeat(300 - "java.lang.IllegalStateException: ".length());

    assertThat(OneLine.of(new RuntimeException("outer", new IllegalStateException("a\r\nb"))))
        .isEqualTo("java.lang.IllegalStateException: a b");
    assertThat(OneLine.of(new IllegalStateException(longest))).hasSize(300).endsWith("x");
    assertThat(OneLine.of(new IllegalStateException(longest + "y"))).hasSize(303).endsWith("x...");
  }
}
