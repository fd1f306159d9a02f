package io.openbell.consumer.batch;

import static io.openbell.consumer.batch.Parcels.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.core.broker.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.amqp.core.Message;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.CannotAcquireLockException;

@ExtendWith(OutputCaptureExtension.class)
class BatchListenerTest {
  private static final Duration MS = Duration.ofMillis(1);
  private static final FinalizeProperties PROPERTIES =
      new FinalizeProperties(20, MS, 1, MS, MS, 3, MS, MS, Duration.ofSeconds(1));

  private final Parcels parcels = new Parcels().accept(1, 2, 3);
  private final Channel channel = mock(Channel.class);
  private final List<String> parked = new ArrayList<>();
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final AtomicBoolean parks = new AtomicBoolean(true);
  private final BatchListener<Parcels.Parcel> listener =
      new BatchListener<>(
          parcels,
          this::park,
          Settling.NO_TRACES,
          PROPERTIES,
          new SimpleMeterRegistry(),
          running::get);

  private boolean park(Message message, Route route, Channel its, String reason) {
    assertThat(route).isEqualTo(Parcels.ROUTE);
    assertThat(its).isSameAs(channel);
    parked.add(message.getMessageProperties().getDeliveryTag() + ": " + reason);
    return parks.get();
  }

  private static Message tagged(long tag, Message message) {
    message.getMessageProperties().setDeliveryTag(tag);
    return message;
  }

  @BeforeEach
  void open() {
    when(channel.isOpen()).thenReturn(true);
  }

  @Test
  void finalizesThenShowsThenAcknowledgesEachMessage() throws Exception {
    List<String> before = new ArrayList<>();
    doAnswer(
            call -> {
              before.add(call.getArgument(0) + " after " + parcels.shown() + parcels.result(2));
              return null;
            })
        .when(channel)
        .basicAck(anyLong(), anyBoolean());

    listener.onMessageBatch(List.of(tagged(1, message(1)), tagged(2, message(2))), channel);

    assertThat(before).containsExactly("1 after [1,2]ARRIVED", "2 after [1,2]ARRIVED");
    verify(channel).basicAck(1, false);
    verify(channel).basicAck(2, false);
  }

  @Test
  void parksWhatCannotBeFinalizedAndAcknowledgesOnlyTheOthers() throws Exception {
    listener.onMessageBatch(
        List.of(tagged(1, message("?")), tagged(2, message(1)), tagged(3, message(9))), channel);

    assertThat(parked).containsExactly("1: no parcels", "3: 1 unknown parcels: [9]");
    verify(channel).basicAck(2, false);
    verify(channel, never()).basicAck(1, false);
    verify(channel, never()).basicAck(3, false);
    verify(channel, never()).basicNack(anyLong(), anyBoolean(), anyBoolean());
  }

  @Test
  void whatCouldNotBeFinalizedBeforeTheChannelClosedIsNotAnswered() throws Exception {
    parcels.meets(new CannotAcquireLockException("away"));
    when(channel.isOpen()).thenReturn(false);

    listener.onMessageBatch(List.of(tagged(1, message(1))), channel);

    verify(channel, never()).basicAck(anyLong(), anyBoolean());
    verify(channel, never()).basicNack(anyLong(), anyBoolean(), anyBoolean());
  }

  @Test
  void whatCouldNotBeFinalizedWhileTheChannelIsOpenIsGivenBack() throws Exception {
    parcels.refuses(1);
    parcels.afterFailing(
        () -> {
          parcels.meets(new CannotAcquireLockException("away"));
          running.set(false);
        });

    doAnswer(call -> running.getAndSet(true)).when(channel).basicAck(anyLong(), anyBoolean());
    listener.onMessageBatch(List.of(tagged(1, message(1)), tagged(2, message(2))), channel);

    verify(channel).basicAck(1, false);
    verify(channel).basicNack(2, false, true);
    assertThat(parked).isEmpty();
  }

  @Test
  void itWaitsUntilTheServiceStops() throws Exception {
    parcels.refuses(1);
    parcels.afterFailing(
        () -> {
          parcels.meets(new CannotAcquireLockException("away"));
          running.set(false);
        });

    listener.onMessageBatch(List.of(tagged(1, message(1)), tagged(2, message(2))), channel);

    verify(channel).basicAck(1, false);
    verify(channel, never()).basicNack(anyLong(), anyBoolean(), anyBoolean());
    assertThat(parcels.result(2)).isEqualTo("PENDING");
  }

  @Test
  void aBatchIsOneLineThatSaysHowManyAreParkedByNow(CapturedOutput output) {
    parks.set(false);

    listener.onMessageBatch(
        List.of(tagged(1, message("?")), tagged(2, message(9)), tagged(3, message(1))), channel);

    assertThat(output.getOut().lines())
        .filteredOn(line -> line.contains("event=batch-finalized"))
        .singleElement()
        .asString()
        .contains("messages=3 succeeded=1 failed=0 skipped=0 parked=0 ")
        .endsWith("correlations=c-9,c-1");
  }

  @Test
  void anErrorInOurOwnCodeGivesEveryMessageBackOneByOne() throws Exception {
    parcels.doesNotShow(new IllegalStateException("bug"));

    listener.onMessageBatch(List.of(tagged(1, message(1)), tagged(2, message(2))), channel);

    verify(channel).basicNack(1, false, true);
    verify(channel).basicNack(2, false, true);
    verify(channel, never()).basicAck(anyLong(), anyBoolean());
  }

  static List<Class<?>> dispositions() {
    return List.of(Disposition.class.getPermittedSubclasses());
  }

  /** One that nobody mapped is missing here, and red. */
  @ParameterizedTest
  @MethodSource("dispositions")
  void everyDispositionHasABranchAndAWordOfItsOwn(Class<?> kind) {
    Map<Class<?>, Disposition> all = new HashMap<>();
    for (Disposition one :
        List.of(
            new Disposition.Acknowledge(),
            new Disposition.DeadLetter("why"),
            new Disposition.Requeue())) {
      all.put(one.getClass(), one);
    }
    Disposition disposition = all.get(kind);
    assertThat(disposition).as("%s has no sample here", kind).isNotNull();
    List<String> branches = new ArrayList<>();

    disposition.match(
        () -> branches.add("acknowledged"),
        reason -> branches.add("dead-letter"),
        () -> branches.add("requeued"));

    assertThat(branches).containsExactly(disposition.outcome());
  }
}
