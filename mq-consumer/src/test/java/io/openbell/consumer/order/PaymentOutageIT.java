package io.openbell.consumer.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.rabbitmq.client.Channel;
import io.openbell.consumer.Stage;
import io.openbell.consumer.batch.FinalizeProperties;
import io.openbell.consumer.batch.Settling;
import io.openbell.consumer.order.Shop.ItemRow;
import io.openbell.consumer.order.Shop.Paying;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.Message;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PaymentOutageIT extends ShopIT {
  @Autowired FinalizeProperties properties;

  @Test
  void withoutTheDatabasePaymentsWaitAndNoneFails(CapturedOutput output) {
    long item = shop.item(10);
    Paying first = shop.order(shop.user("ann", 1_000), item, 1);
    Paying second = shop.order(shop.user("bob", 1_000), item, 2);
    servers.stopDatabase();
    try {
      shop.publish(Shop.message(first), Shop.message(second));
      // More often than an unexplained error would be met.
      await()
          .atMost(Stage.PATIENCE)
          .until(
              () ->
                  output.getOut().lines().filter(l -> l.contains("event=finalize-retried")).count()
                      >= properties.maxAttempts() * 2L);
    } finally {
      servers.startDatabase();
    }

    shop.awaitPaid(first, second);
    assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(10, 0, 3));
    assertThat(shop.takeDeadLetter()).isNull();
    assertThat(output).doesNotContain("event=payment-failed", "event=message-parked");
  }

  @Test
  void aCrashBetweenCommitAndAckHasNoSecondEffect() throws Exception {
    long item = shop.item(10);
    Paying paying = shop.order(shop.user("ann", 1_000), item, 2);
    Channel dying = mock(Channel.class);
    when(dying.isOpen()).thenReturn(true);
    doThrow(new IOException("connection reset")).when(dying).basicAck(anyLong(), anyBoolean());
    Message message = Shop.message(paying);
    message.getMessageProperties().setDeliveryTag(1);
    Settling.deliver(finalizer, dying, message);
    assertThat(shop.state(paying)).isEqualTo("SUCCESS PAID");

    Paying next = shop.order(shop.user("bob", 1_000), item, 1);
    shop.publish(Shop.message(paying, next));

    shop.awaitPaid(next);
    assertThat(shop.itemRow(item)).isEqualTo(new ItemRow(10, 0, 3));
    assertThat(shop.takeDeadLetter()).isNull();
  }

  @Test
  void afterAnOutageOfTheBrokerItGoesOn() {
    long item = shop.item(10);
    Paying first = shop.order(shop.user("ann", 1_000), item, 1);
    Paying second = shop.order(shop.user("bob", 1_000), item, 2);
    shop.publish(Shop.message(first));
    shop.awaitPaid(first);

    servers.stopBroker();
    servers.startBroker();

    // The embedded broker forgets its messages: like the relay, publish until it worked.
    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(
            () -> {
              assertThatCode(() -> shop.publish(Shop.message(second))).doesNotThrowAnyException();
              assertThat(shop.state(second)).isEqualTo("SUCCESS PAID");
            });
  }
}
