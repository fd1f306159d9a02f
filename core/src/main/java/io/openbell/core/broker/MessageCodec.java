package io.openbell.core.broker;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
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

  /** A type and version that can be read, and what a message of it is read as. */
  record Form(String type, int version, Class<? extends Event> shape) {}

  /** Every permitted event once. */
  static final List<Form> FORMS =
      List.of(
          new Form(
              InvestmentsAccepted.TYPE, InvestmentsAccepted.VERSION, InvestmentsAccepted.class),
          new Form(
              InvestmentsAccepted.TYPE, InvestmentsAcceptedV1.VERSION, InvestmentsAcceptedV1.class),
          new Form(PaymentsAccepted.TYPE, PaymentsAccepted.VERSION, PaymentsAccepted.class));

  private MessageCodec() {}

  /**
   * The message for this event.
   *
   * @param appId which service publishes it
   */
  public static Message encode(Event event, String appId, Clock clock) {
    return MessageBuilder.withBody(JSON.writeValueAsBytes(event))
        .setContentType(MessageProperties.CONTENT_TYPE_JSON)
        .setContentEncoding(StandardCharsets.UTF_8.name())
        .setDeliveryMode(MessageDeliveryMode.PERSISTENT)
        .setType(event.type())
        .setHeader(VERSION_HEADER, event.version())
        .setMessageId(event.id())
        .setCorrelationId(event.id())
        .setAppId(appId)
        .setTimestamp(Date.from(clock.instant()))
        .build();
  }

  /**
   * The event in this message, in the version that is written today.
   *
   * @param wanted the event that is taken from the message's queue
   * @throws UnreadableMessageException when type or version is unknown, the body is not a complete
   *     event of it, or it is another event than the wanted one
   */
  public static <E extends Event> E decode(Message message, Class<E> wanted)
      throws UnreadableMessageException {
    Event event = read(message).asOfToday();
    if (!wanted.isInstance(event)) {
      throw new UnreadableMessageException("type " + event.type() + " on the wrong queue", null);
    }
    return wanted.cast(event);
  }

  /** The event in this message, in its own version. */
  static Event read(Message message) throws UnreadableMessageException {
    Form form = formOf(message.getMessageProperties());
    try {
      return complete(JSON.readValue(message.getBody(), form.shape()));
    } catch (JacksonException e) {
      throw new UnreadableMessageException(
          "unreadable body: " + e.getOriginalMessage() + pathTo(e), e);
    }
  }

  private static Form formOf(MessageProperties properties) throws UnreadableMessageException {
    String type = properties.getType();
    List<Form> versions = FORMS.stream().filter(form -> form.type().equals(type)).toList();
    if (versions.isEmpty()) {
      throw new UnreadableMessageException("unknown type " + type, null);
    }
    Object version = properties.getHeader(VERSION_HEADER);
    for (Form form : versions) {
      if (version instanceof Number number && number.doubleValue() == form.version()) {
        return form;
      }
    }
    throw new UnreadableMessageException("unknown version " + version, null);
  }

  private static String pathTo(JacksonException error) {
    String path = error.getPathReference();
    return path.isEmpty() ? "" : " at " + path;
  }

  // The mapper has no notion of @NullMarked: a null from the wire is caught here.
  @SuppressWarnings("ConstantValue")
  private static Event complete(@Nullable Event event) throws UnreadableMessageException {
    List<?> parts = event == null ? null : event.parts();
    if (event == null
        || parts == null
        || parts.isEmpty()
        || parts.stream().anyMatch(one -> one == null)) {
      throw new UnreadableMessageException("there is nothing in it", null);
    }
    return event;
  }
}
