package io.openbell.consumer.deadletter;

import io.openbell.consumer.batch.OneLine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Lists, shows, replays and drops dead letters at the management port. Errors are answered with
 * their cause, since whoever asks here is an operator: 400 for a bad argument, 404 for an unknown
 * letter, 503 when the broker does not do it; the letter is still there then.
 */
@Component
@WebEndpoint(id = "deadletters")
class DeadLettersEndpoint {
  private static final int LISTED = 20;
  private static final int MOST_LISTED = 100;
  private static final int REPLAYED = 100;
  private static final Logger log = LoggerFactory.getLogger(DeadLettersEndpoint.class);

  private final DeadLetterBrowser browser;

  DeadLettersEndpoint(DeadLetterBrowser browser) {
    this.browser = browser;
  }

  private record Problem(String error) implements OperationResponseBody {}

  private record Done(String id, String done) implements OperationResponseBody {}

  @ReadOperation
  WebEndpointResponse<OperationResponseBody> list(@Nullable Integer limit) {
    int most = limit == null ? LISTED : limit;
    if (most < 1 || most > MOST_LISTED) {
      return badRequest("limit must be from 1 to " + MOST_LISTED);
    }
    return answer(() -> new WebEndpointResponse<>(browser.first(most)));
  }

  @ReadOperation
  WebEndpointResponse<OperationResponseBody> show(@Selector String id) {
    return answer(
        () ->
            browser
                .find(id)
                .map(letter -> new WebEndpointResponse<OperationResponseBody>(letter))
                .orElseGet(() -> unknown(id)));
  }

  @WriteOperation
  WebEndpointResponse<OperationResponseBody> replay(@Selector String id) {
    return answer(
        () ->
            browser.replay(id) ? new WebEndpointResponse<>(new Done(id, "replayed")) : unknown(id));
  }

  @WriteOperation
  WebEndpointResponse<OperationResponseBody> replayFirst(@Nullable Integer atMost) {
    int most = atMost == null ? REPLAYED : atMost;
    if (most < 1 || most > DeadLetterReading.MOST) {
      return badRequest("atMost must be from 1 to " + DeadLetterReading.MOST);
    }
    return answer(
        () -> {
          DeadLetterBrowser.Replayed done = browser.replayFirst(most);
          return new WebEndpointResponse<>(
              done,
              done.notReplayed().isEmpty()
                  ? WebEndpointResponse.STATUS_OK
                  : WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
        });
  }

  @DeleteOperation
  WebEndpointResponse<OperationResponseBody> drop(@Selector String id) {
    return answer(
        () -> browser.drop(id) ? new WebEndpointResponse<>(new Done(id, "dropped")) : unknown(id));
  }

  private static WebEndpointResponse<OperationResponseBody> answer(
      Supplier<WebEndpointResponse<OperationResponseBody>> operation) {
    try {
      return operation.get();
    } catch (AmqpException e) {
      String cause = OneLine.of(e);
      log.warn("event=dead-letters-not-served cause={}", cause);
      return new WebEndpointResponse<>(
          new Problem(cause), WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
    }
  }

  private static WebEndpointResponse<OperationResponseBody> badRequest(String rule) {
    return new WebEndpointResponse<>(new Problem(rule), WebEndpointResponse.STATUS_BAD_REQUEST);
  }

  private static WebEndpointResponse<OperationResponseBody> unknown(String id) {
    return new WebEndpointResponse<>(
        new Problem("there is no dead letter " + id), WebEndpointResponse.STATUS_NOT_FOUND);
  }
}
