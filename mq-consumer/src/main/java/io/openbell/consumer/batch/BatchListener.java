package io.openbell.consumer.batch;

import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.openbell.core.broker.Route;
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
 * Takes batches of messages of one feature: finalizes what can be read, has it shown, then
 * acknowledges each message by itself. Nothing is acknowledged before its effect is committed, so a
 * crash anywhere means redelivery, never loss.
 */
final class BatchListener<P extends Part> implements ChannelAwareBatchMessageListener {
  private static final Logger log = LoggerFactory.getLogger(BatchListener.class);

  private final Finalizing<P> finalizing;
  private final Parking parking;
  private final Traces traces;
  private final FinalizeProperties properties;
  private final FinalizeMeters meters;
  private final BooleanSupplier running;

  /**
   * A listener.
   *
   * @param running whether the container still wants messages handled
   */
  BatchListener(
      Finalizing<P> finalizing,
      Parking parking,
      Traces traces,
      FinalizeProperties properties,
      MeterRegistry registry,
      BooleanSupplier running) {
    this.finalizing = finalizing;
    this.parking = parking;
    this.traces = traces;
    this.properties = properties;
    this.meters = new FinalizeMeters(registry, finalizing.route().feature());
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
    List<Delivery<P>> deliveries = messages.stream().map(this::receive).toList();
    Batch<P> batch = new Batch<>(finalizing, properties, meters, () -> isWanted(channel));
    batch.finalizeAll(deliveries.stream().filter(Delivery::isReadable).toList());
    deliveries.forEach(Delivery::endSpans);
    finalizing.show(batch.concerned());
    int parked = answer(deliveries, channel, acknowledgements);
    long millis = (System.nanoTime() - start) / 1_000_000;
    BatchLog.write(batch, deliveries, parked, millis);
  }

  private Delivery<P> receive(Message message) {
    try {
      List<P> parts = finalizing.read(message);
      return Delivery.of(message, parts, traces.begin(message, finalizing.route(), parts));
    } catch (UnreadableMessageException e) {
      return Delivery.unreadable(message, String.valueOf(e.getMessage()));
    }
  }

  private record Dead(Message message, String reason) {}

  /**
   * Answers each message.
   *
   * @return how many are parked by now
   */
  private int answer(
      List<Delivery<P>> deliveries, Channel channel, Acknowledgements acknowledgements) {
    List<Dead> dead = new ArrayList<>();
    for (Delivery<P> delivery : deliveries) {
      Message message = delivery.message();
      delivery
          .disposition()
          .match(
              () -> acknowledgements.ack(message),
              reason -> dead.add(new Dead(message, reason)),
              () -> {
                // It is among those that nobody has answered in the end.
              });
    }
    // Last, because it may take its time.
    Route route = finalizing.route();
    int parked = 0;
    for (Dead letter : dead) {
      acknowledgements.leave(letter.message());
      parked += parking.park(letter.message(), route, channel, letter.reason()) ? 1 : 0;
    }
    return parked;
  }

  private boolean isWanted(Channel channel) {
    return running.getAsBoolean() && channel.isOpen();
  }
}
