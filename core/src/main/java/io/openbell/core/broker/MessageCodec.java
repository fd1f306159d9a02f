package io.openbell.core.broker;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns events into persistent JSON messages and back. Type and version travel in the properties,
 * so that an operator sees them and a consumer can refuse what it does not know.
 */
public final class MessageCodec {
  /** Header with the version of the message type. */
  public static final String VERSION_HEADER = "x-openbell-version";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          // What must be there is required one by one: fields that came later may be absent.
          .disable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .changeDefaultNullHandling(
              nulls -> JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Never round an amount or a log id.
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private MessageCodec() {}

  /**
   * The message for this event.
   *
   * @param appId which service publishes it
   */
  public static Message encode(InvestmentsAccepted event, String appId, Clock clock) {
    return MessageBuilder.withBody(JSON.writeValueAsBytes(event))
        .setContentType(MessageProperties.CONTENT_TYPE_JSON)
        .setContentEncoding(StandardCharsets.UTF_8.name())
        .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
        .setType(InvestmentsAccepted.TYPE)
        .setHeader(VERSION_HEADER, InvestmentsAccepted.VERSION)
        .setMessageId(event.groupId())
        .setCorrelationId(event.groupId())
        .setAppId(appId)
        .setTimestamp(Date.from(clock.instant()))
        .build();
  }

  /**
   * The event in this message.
   *
   * @throws UnreadableMessageException when type or version is unknown or the body is not a
   *     complete event of it
   */
  public static InvestmentsAccepted decode(Message message) throws UnreadableMessageException {
    MessageProperties properties = message.getMessageProperties();
    if (!InvestmentsAccepted.TYPE.equals(properties.getType())) {
      throw new UnreadableMessageException("unknown type " + properties.getType(), null);
    }
    Object version = properties.getHeader(VERSION_HEADER);
    if (!(version instanceof Number number)
        || number.doubleValue() != number.intValue()
        || number.intValue() < 1
        || number.intValue() > InvestmentsAccepted.VERSION) {
      throw new UnreadableMessageException("unknown version " + version, null);
    }
    try {
      return number.intValue() == 1
          ? complete(
                  JSON.readValue(message.getBody(), InvestmentsAcceptedV1.class),
                  InvestmentsAcceptedV1::investments)
              .asOfToday()
          : complete(
              JSON.readValue(message.getBody(), InvestmentsAccepted.class),
              InvestmentsAccepted::investments);
    } catch (JacksonException e) {
      throw new UnreadableMessageException(
          "unreadable body: " + e.getOriginalMessage() + pathTo(e), e);
    }
  }

  private static String pathTo(JacksonException error) {
    String path = error.getPathReference();
    return path.isEmpty() ? "" : " at " + path;
  }

  // The mapper has no notion of @NullMarked: a null from the wire is caught here.
  @SuppressWarnings("ConstantValue")
  private static <E> E complete(@Nullable E event, Function<E, List<?>> investments)
      throws UnreadableMessageException {
    List<?> list = event == null ? null : investments.apply(event);
    if (event == null
        || list == null
        || list.isEmpty()
        || list.stream().anyMatch(one -> one == null)) {
      throw new UnreadableMessageException("no investments in it", null);
    }
    return event;
  }
}
