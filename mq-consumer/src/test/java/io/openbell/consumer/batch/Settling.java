package io.openbell.consumer.batch;

import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** Has a feature's messages finalized without a broker. */
public final class Settling {
  private static final Duration MS = Duration.ofMillis(20);
  private static final FinalizeProperties PROPERTIES =
      new FinalizeProperties(20, MS, 1, MS, MS.multipliedBy(10), 3, MS, MS, MS);

  static final Traces NO_TRACES =
      new Traces(new StaticListableBeanFactory().getBeanProvider(Propagator.class));

  private Settling() {}

  /**
   * What became of a batch.
   *
   * @param reasons of the dead letters, in the order of the messages; empty for what is to be
   *     acknowledged
   */
  public record Settled(List<String> reasons, int succeeded) {}

  /** Finalizes these messages as one batch. */
  public static <P extends Part> Settled settle(Finalizing<P> finalizing, Message... messages) {
    List<Delivery<P>> deliveries =
        Stream.of(messages).map(message -> delivery(finalizing, message)).toList();
    Batch<P> batch =
        new Batch<>(
            finalizing,
            PROPERTIES,
            new FinalizeMeters(new SimpleMeterRegistry(), finalizing.route().feature()),
            () -> true);
    batch.finalizeAll(deliveries);
    return new Settled(
        deliveries.stream().map(delivery -> reason(delivery.disposition())).toList(),
        batch.succeeded());
  }

  private static <P extends Part> Delivery<P> delivery(Finalizing<P> finalizing, Message message) {
    try {
      return Delivery.of(message, finalizing.read(message), List.of());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static String reason(Disposition disposition) {
    StringBuilder reason = new StringBuilder();
    disposition.match(
        () -> {},
        reason::append,
        () -> {
          throw new AssertionError("not settled");
        });
    return reason.toString();
  }

  /** Has them taken from this channel. */
  public static <P extends Part> void deliver(
      Finalizing<P> finalizing, Channel channel, Message... messages) {
    new BatchListener<>(
            finalizing,
            (message, route, its, reason) -> {
              throw new AssertionError(reason);
            },
            NO_TRACES,
            PROPERTIES,
            new SimpleMeterRegistry(),
            () -> true)
        .onMessageBatch(List.of(messages), channel);
  }
}
