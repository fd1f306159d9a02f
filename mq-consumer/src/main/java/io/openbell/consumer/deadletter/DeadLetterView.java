package io.openbell.consumer.deadletter;

import io.openbell.core.broker.MessageCodec;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A dead letter as an operator sees it.
 *
 * @param originExchange with the routing key, where a replay goes
 * @param originQueue where it was taken from
 * @param version of the message type; a number, or what somebody else has put there
 * @param size of the body in bytes
 * @param body as text, bytes that are no UTF-8 replaced
 * @param truncated whether there is more of it
 */
record DeadLetterView(
    String id,
    @Nullable String reason,
    String originExchange,
    String originRoutingKey,
    @Nullable String originQueue,
    @Nullable String parkedAt,
    @Nullable String type,
    @Nullable Object version,
    @Nullable String messageId,
    int size,
    String body,
    boolean truncated)
    implements OperationResponseBody {
  private static final int MOST_BYTES_PER_CHAR = 4;

  /**
   * A view of this letter.
   *
   * @param longest characters of the body
   */
  static DeadLetterView of(DeadLetter letter, int longest) {
    MessageProperties properties = letter.message().getMessageProperties();
    byte[] bytes = letter.message().getBody();
    Object version = letter.header(MessageCodec.VERSION_HEADER);
    // Enough bytes for one character too many, whatever they are.
    int read = Math.min(bytes.length, MOST_BYTES_PER_CHAR * (longest + 1));
    String text = new String(bytes, 0, read, StandardCharsets.UTF_8);
    return new DeadLetterView(
        letter.id(),
        letter.reason(),
        letter.exchange(),
        letter.routingKey(),
        letter.queue(),
        letter.parkedAt(),
        properties.getType(),
        version == null || version instanceof Number ? version : version.toString(),
        properties.getMessageId(),
        bytes.length,
        text.length() <= longest ? text : text.substring(0, longest),
        text.length() > longest);
  }
}
