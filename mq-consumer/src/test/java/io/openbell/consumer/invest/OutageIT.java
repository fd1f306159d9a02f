package io.openbell.consumer.invest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.Channel;
import io.openbell.consumer.BackedIT;
import io.openbell.consumer.Stage;
import io.openbell.consumer.Stage.Accepted;
import io.openbell.consumer.batch.FinalizeProperties;
import io.openbell.consumer.batch.Settling;
import io.openbell.core.broker.BrokerTopology;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OutageIT extends BackedIT {
  @Autowired SimpleMessageListenerContainer investContainer;
  @Autowired RabbitTemplate rabbit;
  @Autowired Finalizer finalizer;
  @Autowired FinalizeProperties properties;

  @AfterEach
  void heal() {
    servers.startDatabase();
    servers.startRedis();
    servers.startBroker();
    investContainer.start();
  }

  @Test
  void aCrashBetweenCommitAndAckHasNoSecondEffectAndTheFiguresAreShown() throws Exception {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Channel dying = mock(Channel.class);
    when(dying.isOpen()).thenReturn(true);
    doThrow(new IOException("connection reset")).when(dying).basicAck(anyLong(), anyBoolean());
    Message message = Stage.message(a);
    message.getMessageProperties().setDeliveryTag(1);
    Settling.deliver(finalizer, dying, message);
    assertThat(stage.result(a)).isEqualTo("SUCCESS");
    servers.flushRedis();

    stage.publish(Stage.message(a));

    stage.awaitShown(product);
    stage.assertConsistent(product);
    assertThat(stage.committed(product).version()).isEqualTo(2);
  }

  @Test
  void withoutRedisItFinalizesAndShowsTheFiguresWhenRedisIsBack() {
    long product = stage.product(100);
    long other = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(other, "ann", 10);
    servers.stopRedis();

    stage.publish(Stage.message(a));
    stage.awaitSuccess(a);
    stage.publish(Stage.message(b));
    stage.awaitSuccess(b);

    servers.startRedis();
    stage.awaitShown(product);
    stage.awaitShown(other);
  }

  @Test
  void withoutTheDatabaseEverythingWaitsAndNothingFails(CapturedOutput output) {
    long product = stage.product(1_000);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(product, "bob", 10);
    servers.stopDatabase();

    stage.publish(Stage.message(a), Stage.message(b));
    // More often than an unexplained error would be met.
    awaitLines(output, "event=finalize-retried", properties.maxAttempts() * 2);

    servers.startDatabase();
    stage.awaitSuccess(a, b);
    stage.awaitShown(product);
    stage.assertConsistent(product);
    assertThat(stage.takeDeadLetter()).isNull();
    assertThat(output).doesNotContain("event=investment-failed", "event=message-parked");
  }

  @Test
  void stoppingDoesNotWaitForTheDatabaseAndLosesNothing(CapturedOutput output) {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    servers.stopDatabase();
    stage.publish(Stage.message(a));
    awaitLines(output, "event=finalize-retried", 1);

    investContainer.stop();
    assertThat(output).doesNotContain("Workers not finished");
    servers.startDatabase();
    await()
        .atMost(Stage.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(stage.result(a)).isEqualTo("PENDING"));

    investContainer.start();
    stage.awaitSuccess(a);
    stage.assertConsistent(product);
  }

  @Test
  void afterAnOutageOfTheBrokerItGoesOn() {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Accepted b = stage.accept(product, "bob", 10);
    stage.publish(Stage.message(a));
    stage.awaitSuccess(a);

    servers.stopBroker();
    servers.startBroker();

    // The embedded broker forgets its messages: like the relay, publish until it worked.
    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(
            () -> {
              assertThatCode(() -> stage.publish(Stage.message(b))).doesNotThrowAnyException();
              assertThat(stage.result(b)).isEqualTo("SUCCESS");
            });
    stage.awaitShown(product);
    stage.assertConsistent(product);
  }

  @Test
  void whatWasNotAcknowledgedWhenTheChannelClosedComesAgain() {
    long product = stage.product(100);
    Accepted a = stage.accept(product, "ann", 10);
    Message message = Stage.message(a);
    investContainer.stop();
    stage.publish(message);
    // Taken, settled, and the channel closed without an answer.
    rabbit.execute(
        channel -> {
          await()
              .atMost(Stage.PATIENCE)
              .until(() -> channel.basicGet(BrokerTopology.FINALIZE_QUEUE, false) != null);
          assertThat(Settling.settle(finalizer, Stage.message(a)).succeeded()).isEqualTo(1);
          channel.basicRecover(true);
          return null;
        });

    investContainer.start();

    stage.awaitShown(product);
    stage.assertConsistent(product);
  }

  private static void awaitLines(CapturedOutput output, String text, int atLeast) {
    await()
        .atMost(Stage.PATIENCE)
        .until(() -> output.getOut().lines().filter(l -> l.contains(text)).count() >= atLeast);
  }
}
