package io.openbell.consumer.finalizing;

import com.rabbitmq.client.Channel;
import io.micrometer.tracing.Span;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.UnreadableMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;

/**
 * Takes batches of messages: settles what can be read, shows the figures, then acknowledges each
 * message by itself. Nothing is acknowledged before its effect is committed, so a crash anywhere
 * means redelivery, never loss.
 */
final class BatchListener implements ChannelAwareBatchMessageListener {
  private static final Logger log = LoggerFactory.getLogger(BatchListener.class);

  private final Settler settler;
  private final FiguresUpdate figures;
  private final Parking parking;
  private final Traces traces;
  private final FinalizeProperties properties;
  private final BooleanSupplier running;

  /**
   * A listener.
   *
   * @param running whether the container still wants messages handled
   */
  BatchListener(
      Settler settler,
      FiguresUpdate figures,
      Parking parking,
      Traces traces,
      FinalizeProperties properties,
      BooleanSupplier running) {
    this.settler = settler;
    this.figures = figures;
    this.parking = parking;
    this.traces = traces;
    this.properties = properties;
    this.running = running;
  }

  @Override
  public void onMessageBatch(List<Message> messages, @Nullable Channel given) {
    Channel channel = Objects.requireNonNull(given, "the container exposes the channel");
    Acknowledgements acknowledgements = new Acknowledgements(messages, channel);
    try {
      handle(messages, channel, acknowledgements);
    } catch (RuntimeException e) {
      // Not to be reached. The container would drop the error and keep the messages to itself.
      log.error("event=batch-broken messages={}", messages.size(), e);
      new Backoff(properties.retryMax(), properties.retryMax(), () -> isWanted(channel)).pause();
    }
    if (isWanted(channel)) {
      acknowledgements.putBack();
    }
  }

  private void handle(List<Message> messages, Channel channel, Acknowledgements acknowledgements) {
    final long start = System.nanoTime();
    List<Readable> readable = new ArrayList<>();
    List<Unfit> unfit = new ArrayList<>();
    for (Message message : messages) {
      try {
        readable.add(
            new Readable(message, MessageCodec.decode(message, InvestmentsAccepted.class)));
      } catch (UnreadableMessageException e) {
        unfit.add(new Unfit(message, String.valueOf(e.getMessage())));
      }
    }
    List<InvestmentsAccepted> events = readable.stream().map(Readable::event).toList();
    List<List<Span>> spans = traces.begin(events);
    Settlement settlement = settler.settle(events, () -> isWanted(channel));
    traces.end(spans, settlement.dispositions());
    figures.show(settlement.products());
    for (int i = 0; i < readable.size(); i++) {
      Disposition disposition = settlement.dispositions().get(i);
      if (disposition instanceof Disposition.Acknowledge) {
        acknowledgements.ack(readable.get(i).message());
      } else if (disposition instanceof Disposition.DeadLetter found) {
        unfit.add(new Unfit(readable.get(i).message(), found.reason()));
      }
    }
    int parked = 0;
    for (Unfit entry : unfit) {
      acknowledgements.leave(entry.message());
      parked += parking.park(entry.message(), channel, entry.reason()) ? 1 : 0;
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    BatchLog.write(messages.size(), events, settlement, parked, millis);
  }

  private boolean isWanted(Channel channel) {
    return running.getAsBoolean() && channel.isOpen();
  }

  private record Readable(Message message, InvestmentsAccepted event) {}

  private record Unfit(Message message, String reason) {}
}
