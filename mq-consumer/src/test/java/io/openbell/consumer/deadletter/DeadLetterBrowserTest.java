package io.openbell.consumer.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.ConfirmedPublisher;
import io.openbell.core.broker.ConfirmedPublisher.NotTakenException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/** What is answered to the broker, and when. */
class DeadLetterBrowserTest {
  private static final String FIRST = "00000000-0000-0000-0000-000000000001";
  private static final String SECOND = "00000000-0000-0000-0000-000000000002";

  private final Channel channel = mock(Channel.class);
  private final ConfirmedPublisher publisher = mock(ConfirmedPublisher.class);
  private final ConnectionFactory connections = mock(ConnectionFactory.class);
  private final DeadLetterBrowser browser =
      new DeadLetterBrowser(connections, publisher, List.of(BrokerTopology.INVESTMENTS));

  @BeforeEach
  void connect() {
    Connection connection = mock(Connection.class);
    when(connections.createConnection()).thenReturn(connection);
    when(connection.createChannel(anyBoolean())).thenReturn(channel);
  }

  @Test
  void aReplayIsAcknowledgedOnlyAfterItIsConfirmed() throws Exception {
    holds(letter(1, FIRST, 0), letter(2, SECOND, 0));

    assertThat(browser.replay(SECOND)).isTrue();

    InOrder order = inOrder(publisher, channel);
    order.verify(publisher).publish(eq("origin"), eq("key"), any());
    order.verify(channel).basicAck(2, false);
    order.verify(channel).basicNack(1, false, true);
    verify(channel, never()).basicAck(1, false);
    verify(channel, never()).basicNack(eq(2L), anyBoolean(), anyBoolean());
  }

  @Test
  void aReplayThatIsNotConfirmedLeavesTheLetterWhereItWas() throws Exception {
    holds(letter(1, FIRST, 0));
    doThrow(new AmqpException("not confirmed in time"))
        .when(publisher)
        .publish(any(), any(), any());

    assertThatThrownBy(() -> browser.replay(FIRST)).hasMessageContaining("not confirmed in time");

    verify(channel, never()).basicAck(anyLong(), anyBoolean());
    verify(channel).basicNack(1, false, true);
  }

  @Test
  void whatIsLookedAtGoesBack() throws Exception {
    holds(letter(1, FIRST, 0), letter(2, SECOND, DeadLetterReading.REFRESHED_AT - 1));

    assertThat(browser.first(20).list())
        .extracting(DeadLetterView::id)
        .containsExactly(FIRST, SECOND);

    verify(channel).basicNack(1, false, true);
    verify(channel).basicNack(2, false, true);
    verify(publisher, never()).publish(any(), any(), any());
  }

  @Test
  void whatWentBackOftenIsReplacedByAConfirmedFreshCopy() throws Exception {
    holds(letter(1, FIRST, DeadLetterReading.REFRESHED_AT));

    assertThat(browser.find(FIRST)).isPresent();

    InOrder order = inOrder(publisher, channel);
    order
        .verify(publisher)
        .publish(
            eq(BrokerTopology.DEAD_LETTER_EXCHANGE),
            eq(BrokerTopology.DEAD_LETTER_QUEUE),
            argThat(
                copy ->
                    new DeadLetter(copy, BrokerTopology.INVESTMENTS).id().equals(FIRST)
                        && new DeadLetter(copy, BrokerTopology.INVESTMENTS).deliveries() == 0));
    order.verify(channel).basicAck(1, false);
    verify(channel, never()).basicNack(anyLong(), anyBoolean(), anyBoolean());
  }

  @Test
  void withoutAConfirmedCopyItGoesBackOnceMore() throws Exception {
    holds(letter(1, FIRST, DeadLetterReading.REFRESHED_AT));
    doThrow(new AmqpException("not confirmed")).when(publisher).publish(any(), any(), any());

    assertThat(browser.find(FIRST)).isPresent();

    verify(channel).basicNack(1, false, true);
    verify(channel, never()).basicAck(anyLong(), anyBoolean());
  }

  @Test
  void replayingManyGoesOnAfterOneThatNobodyTakes() throws Exception {
    holds(letter(1, FIRST, 0), letter(2, SECOND, 0));
    doThrow(new NotTakenException("no queue"))
        .doNothing()
        .when(publisher)
        .publish(any(), any(), any());

    DeadLetterBrowser.Replayed done = browser.replayFirst(100);

    assertThat(done.replayed()).isEqualTo(1);
    assertThat(done.notReplayed())
        .extracting(DeadLetterBrowser.NotReplayed::id)
        .containsExactly(FIRST);
    verify(channel).basicNack(1, false, true);
    verify(channel).basicAck(2, false);
  }

  @Test
  void replayingManyEndsWhenNothingIsCertain() throws Exception {
    holds(letter(1, FIRST, 0), letter(2, SECOND, 0));
    doThrow(new AmqpException("not confirmed in time"))
        .when(publisher)
        .publish(any(), any(), any());

    assertThat(browser.replayFirst(100).notReplayed()).hasSize(1);

    verify(publisher, times(1)).publish(any(), any(), any());
    verify(channel, never()).basicAck(anyLong(), anyBoolean());
  }

  @Test
  void aWalkEndsAfterAsManyLettersAsThereWereAtItsStart() throws Exception {
    doNothing().when(publisher).publish(any(), any(), any());
    when(channel.messageCount(any())).thenReturn(2L);
    // Replayed poison is parked again and would go round for ever.
    GetResponse poison = letter(1, FIRST, 0);
    when(channel.basicGet(any(), anyBoolean())).thenReturn(poison);

    assertThat(browser.replayFirst(100).replayed()).isEqualTo(2);
  }

  private void holds(GetResponse... letters) throws Exception {
    when(channel.messageCount(any())).thenReturn((long) letters.length);
    List<GetResponse> left = new ArrayList<>(List.of(letters));
    when(channel.basicGet(BrokerTopology.DEAD_LETTER_QUEUE, false))
        .thenAnswer(call -> left.isEmpty() ? null : left.remove(0));
  }

  private static GetResponse letter(long tag, String id, long deliveries) {
    Map<String, Object> headers = new HashMap<>();
    headers.put(DeadLetters.ID, id);
    headers.put(DeadLetters.ORIGIN_EXCHANGE, "origin");
    headers.put(DeadLetters.ORIGIN_ROUTING_KEY, "key");
    headers.put("x-delivery-count", deliveries);
    return new GetResponse(
        new Envelope(tag, true, "e", "k"),
        new AMQP.BasicProperties.Builder().headers(headers).build(),
        new byte[0],
        0);
  }
}
