package io.openbell.consumer.finalizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.Channel;
import io.micrometer.tracing.propagation.Propagator;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.InvestmentsAccepted.Investment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BatchListenerTest {
  private static final FinalizeProperties PROPERTIES =
      new FinalizeProperties(
          20, Duration.ofMillis(1), 1, ms(1), ms(1), 3, ms(1), ms(1), Duration.ofSeconds(1));

  private static final Traces NO_TRACES =
      new Traces(new StaticListableBeanFactory().getBeanProvider(Propagator.class));

  private final Settler settler = mock(Settler.class);
  private final FiguresUpdate figures = mock(FiguresUpdate.class);
  private final Parking parking = mock(Parking.class);
  private final Channel channel = mock(Channel.class);
  private final AtomicBoolean running = new AtomicBoolean(true);
  private final BatchListener listener =
      new BatchListener(settler, figures, parking, NO_TRACES, PROPERTIES, running::get);

  @BeforeEach
  void open() {
    when(channel.isOpen()).thenReturn(true);
  }

  @Test
  void settles_then_shows_the_figures_then_acknowledges_each_message() throws Exception {
    settles(new Disposition.Acknowledge(), new Disposition.Acknowledge());

    listener.onMessageBatch(List.of(readable(1), readable(2)), channel);

    InOrder order = inOrder(settler, figures, channel);
    order.verify(settler).settle(any(), any());
    order.verify(figures).show(Set.of(7L));
    order.verify(channel).basicAck(1, false);
    order.verify(channel).basicAck(2, false);
  }

  @Test
  void parks_what_is_unfit_and_acknowledges_only_the_others() throws Exception {
    settles(new Disposition.DeadLetter("why"), new Disposition.Acknowledge());
    Message unreadable = new Message(new byte[0]);
    unreadable.getMessageProperties().setDeliveryTag(3);
    Message unfit = readable(1);

    listener.onMessageBatch(List.of(unfit, readable(2), unreadable), channel);

    verify(parking).park(unfit, channel, "why");
    verify(parking).park(unreadable, channel, "unknown type null");
    verify(channel).basicAck(2, false);
    verify(channel, never()).basicAck(1, false);
    verify(channel, never()).basicNack(anyLong(), anyBoolean(), anyBoolean());
  }

  @Test
  void what_could_not_be_settled_before_the_channel_closed_is_not_answered() throws Exception {
    settles(new Disposition.Requeue());
    when(channel.isOpen()).thenReturn(false);

    listener.onMessageBatch(List.of(readable(1)), channel);

    verify(channel, never()).basicAck(anyLong(), anyBoolean());
    verify(channel, never()).basicNack(anyLong(), anyBoolean(), anyBoolean());
  }

  @Test
  void what_could_not_be_settled_while_the_channel_is_open_is_given_back() throws Exception {
    settles(new Disposition.Requeue(), new Disposition.Acknowledge());

    listener.onMessageBatch(List.of(readable(1), readable(2)), channel);

    verify(channel).basicNack(1, false, true);
    verify(channel).basicAck(2, false);
    verify(parking, never()).park(any(), any(), any());
  }

  @Test
  void the_settler_may_wait_until_the_service_stops_or_the_channel_closes() {
    settles(new Disposition.Acknowledge());
    listener.onMessageBatch(List.of(readable(1)), channel);
    ArgumentCaptor<BooleanSupplier> stillWanted = ArgumentCaptor.forClass(BooleanSupplier.class);
    verify(settler).settle(any(), stillWanted.capture());

    assertThat(stillWanted.getValue().getAsBoolean()).isTrue();
    running.set(false);
    assertThat(stillWanted.getValue().getAsBoolean()).isFalse();
    running.set(true);
    when(channel.isOpen()).thenReturn(false);
    assertThat(stillWanted.getValue().getAsBoolean()).isFalse();
  }

  @Test
  void a_batch_is_one_line_that_says_how_many_are_parked_by_now(CapturedOutput output) {
    settles(
        new Disposition.DeadLetter("why"),
        new Disposition.DeadLetter("why"),
        new Disposition.Acknowledge());
    when(parking.park(any(), any(), any())).thenReturn(true, false);

    listener.onMessageBatch(List.of(readable(1), readable(2), readable(3)), channel);

    assertThat(output.getOut().lines())
        .filteredOn(line -> line.contains("event=batch-finalized"))
        .singleElement()
        .asString()
        .contains("messages=3 succeeded=1 failed=0 skipped=0 parked=1 ");
  }

  @Test
  void an_error_in_our_own_code_gives_every_message_back_one_by_one() throws Exception {
    when(settler.settle(any(), any())).thenThrow(new IllegalStateException("bug"));

    listener.onMessageBatch(List.of(readable(1), readable(2)), channel);

    verify(channel).basicNack(1, false, true);
    verify(channel).basicNack(2, false, true);
    verify(channel, never()).basicAck(anyLong(), anyBoolean());
  }

  private void settles(Disposition... dispositions) {
    when(settler.settle(any(), any()))
        .thenReturn(new Settlement(List.of(dispositions), 1, 0, 0, Set.of(7L)));
  }

  private static Message readable(long tag) {
    Message message =
        Stage.message(
            new InvestmentsAccepted(
                "g", Instant.EPOCH, List.of(new Investment(tag, 7, "ann", 1, "c", Instant.EPOCH))));
    message.getMessageProperties().setDeliveryTag(tag);
    return message;
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
