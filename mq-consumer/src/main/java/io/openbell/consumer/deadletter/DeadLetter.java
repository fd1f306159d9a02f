package io.openbell.consumer.deadletter;

import io.openbell.core.broker.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;

/**
 * A message as the dead-letter queue delivered it. {@link DeadLetters} wrote its headers, or, when
 * the broker itself has dead-lettered it, the broker did.
 */
record DeadLetter(Message message, Route route) {
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int DIGITS = 16;

  private static final Set<String> OF_PARKING =
      Set.of(
          DeadLetters.ID,
          DeadLetters.REASON,
          DeadLetters.ORIGIN_EXCHANGE,
          DeadLetters.ORIGIN_QUEUE,
          DeadLetters.ORIGIN_ROUTING_KEY,
          DeadLetters.PARKED_AT);

  /** Its own, or made of message id and body, so that it is the same at every look. */
  String id() {
    String given = text(DeadLetters.ID);
    return given != null && UUID.matcher(given).matches() ? given : digest();
  }

  private String digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      String messageId = String.valueOf(message.getMessageProperties().getMessageId());
      sha.update(messageId.getBytes(StandardCharsets.UTF_8));
      sha.update(message.getBody());
      return HexFormat.of().formatHex(sha.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Nullable String reason() {
    String ours = text(DeadLetters.REASON);
    return ours != null ? ours : text("x-first-death-reason");
  }

  @Nullable String queue() {
    String ours = text(DeadLetters.ORIGIN_QUEUE);
    return ours != null ? ours : text("x-first-death-queue");
  }

  /** Where a replay goes. */
  String exchange() {
    return knowsItsOrigin() ? origin(DeadLetters.ORIGIN_EXCHANGE) : route.exchange();
  }

  /** Where a replay goes. */
  String routingKey() {
    return knowsItsOrigin() ? origin(DeadLetters.ORIGIN_ROUTING_KEY) : route.routingKey();
  }

  // Half of an origin is none. An empty text is one: the default exchange has no name.
  private boolean knowsItsOrigin() {
    return header(DeadLetters.ORIGIN_EXCHANGE) != null
        && header(DeadLetters.ORIGIN_ROUTING_KEY) != null;
  }

  private String origin(String header) {
    return String.valueOf(header(header));
  }

  @Nullable String parkedAt() {
    return text(DeadLetters.PARKED_AT);
  }

  long tag() {
    return message.getMessageProperties().getDeliveryTag();
  }

  /** How often it was delivered and given back before; 0 from a broker that does not count. */
  long deliveries() {
    return header(DeadLetters.DELIVERY_COUNT) instanceof Number count ? count.longValue() : 0;
  }

  /** The message as it was before it died. */
  Message original() {
    return without(
        name ->
            OF_PARKING.contains(name)
                || isCount(name)
                || name.equals("x-death")
                || name.startsWith("x-first-death-")
                || name.startsWith("x-last-death-"));
  }

  /** The same dead letter, of which no delivery has been counted yet. */
  Message fresh() {
    Message fresh = without(DeadLetter::isCount);
    fresh.getMessageProperties().setExpiration(null);
    return fresh;
  }

  private static boolean isCount(String header) {
    return header.equals(DeadLetters.DELIVERY_COUNT) || header.equals(DeadLetters.ACQUIRED_COUNT);
  }

  private Message without(Predicate<String> header) {
    Message copy =
        MessageBuilder.fromClonedMessage(message)
            .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
            .build();
    copy.getMessageProperties().getHeaders().keySet().removeIf(header);
    return copy;
  }

  @Nullable Object header(String name) {
    return message.getMessageProperties().getHeaders().get(name);
  }

  private @Nullable String text(String name) {
    Object value = header(name);
    return value == null ? null : value.toString();
  }
}
