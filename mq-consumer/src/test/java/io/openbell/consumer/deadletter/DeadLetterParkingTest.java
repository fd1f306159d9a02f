package io.openbell.consumer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Route;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;

class DeadLetterParkingTest {
  private static final Route ROUTE = BrokerTopology.INVESTMENTS;
  private static final Route OTHER = new Route("other", "e", "k", "q", "d");

  private final DeadLetters deadLetters = mock(DeadLetters.class);
  private final Channel channel = mock(Channel.class);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final DeadLetterParking parking = new DeadLetterParking(deadLetters, meters);

  @BeforeEach
  void open() {
    when(channel.isOpen()).thenReturn(true);
  }

  @Test
  void acknowledgesOnlyAfterTheDeadLetterIsConfirmed() throws Exception {
    Message message = message(7);

    assertThat(parking.park(message, ROUTE, channel, "why")).isTrue();

    InOrder order = inOrder(deadLetters, channel);
    order.verify(deadLetters).publish(message, ROUTE, "why");
    order.verify(channel).basicAck(7, false);
  }

  @Test
  void anUnconfirmedOneStaysUnacknowledgedUntilItIsConfirmed() throws Exception {
    doThrow(new AmqpException("nack")).when(deadLetters).publish(any(), any(), any());
    assertThat(parking.park(message(7), ROUTE, channel, "why")).isFalse();
    parking.parkWaiting();
    verify(channel, never()).basicAck(anyLong(), anyBoolean());

    doNothing().when(deadLetters).publish(any(), any(), any());
    parking.parkWaiting();
    parking.parkWaiting();

    verify(channel, times(1)).basicAck(7, false);
    assertThat(
            meters
                .get("openbell.finalize.results")
                .tag("feature", "invest")
                .tag("result", "parked")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void whileOneWaitsTheNextOnesDoNotKeepTheListener() {
    doThrow(new AmqpException("nack")).when(deadLetters).publish(any(), any(), any());
    parking.park(message(7), ROUTE, channel, "why");

    assertThat(parking.park(message(8), ROUTE, channel, "why")).isFalse();

    verify(deadLetters, times(1)).publish(any(), any(), any());
  }

  @Test
  void whileOneWaitsThoseOfAnotherFeatureAreParkedAllTheSame() {
    doThrow(new AmqpException("nack")).when(deadLetters).publish(any(), eq(ROUTE), any());
    parking.park(message(7), ROUTE, channel, "why");

    assertThat(parking.park(message(8), OTHER, channel, "why")).isTrue();
  }

  @Test
  void aClosedChannelLeavesItsMessagesToTheBroker() {
    doThrow(new AmqpException("nack")).when(deadLetters).publish(any(), any(), any());
    parking.park(message(7), ROUTE, channel, "why");
    when(channel.isOpen()).thenReturn(false);

    parking.parkWaiting();

    verify(deadLetters, times(1)).publish(any(), any(), any());
    verifyNoMoreInteractions(deadLetters);
  }

  @Test
  void aLostAcknowledgementIsNotAnErrorBecauseTheMessageComesAgain() throws Exception {
    doThrow(new IOException("reset")).when(channel).basicAck(anyLong(), anyBoolean());

    assertThat(parking.park(message(7), ROUTE, channel, "why")).isTrue();
  }

  @Test
  void aReasonFromTheWireCannotWriteLinesIntoALog() {
    Message message = message(7);

    parking.park(message, ROUTE, channel, "bad\r\nevent=forged");

    verify(deadLetters).publish(message, ROUTE, "bad event=forged");
  }

  private static Message message(long tag) {
    Message message = new Message(new byte[0]);
    message.getMessageProperties().setDeliveryTag(tag);
    return message;
  }
}
