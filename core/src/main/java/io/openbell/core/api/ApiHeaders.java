package io.openbell.core.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** Names of the headers of the contract, and how their values are read. */
public final class ApiHeaders {
  /** Who asks. Required by everything personal. */
  public static final String USER_ID = "X-USER-ID";

  /** Chosen by the client; makes repeating an investment safe. */
  public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  /** Follows one request through the logs of every service. */
  public static final String CORRELATION_ID = "X-Correlation-Id";

  /** The last event a client of a stream has seen. */
  public static final String LAST_EVENT_ID = "Last-Event-ID";

  /**
   * The headers that have one value: a request that brings one of them twice is refused, at every
   * service. {@link TraceParent} has a rule of its own, that of its standard. {@code
   * Content-Length} is the server's.
   */
  static final List<String> ONCE =
      List.of(
          HttpHeaders.HOST,
          HttpHeaders.CONTENT_TYPE,
          HttpHeaders.ORIGIN,
          USER_ID,
          IDEMPOTENCY_KEY,
          CORRELATION_ID,
          LAST_EVENT_ID);

  private ApiHeaders() {}

  /**
   * The text a client meant by a header value. HTTP servers hand header bytes over as ISO-8859-1;
   * clients send UTF-8.
   *
   * @throws ApiException {@code INVALID_REQUEST} when the bytes are not well-formed UTF-8
   */
  public static String utf8(String header, String value) {
    if (value.chars().allMatch(c -> c < 0x80)) {
      return value;
    }
    if (value.chars().anyMatch(c -> c > 0xFF)) {
      return value; // already decoded by the caller
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      throw ApiException.invalid(header, "must be well-formed UTF-8");
    }
  }
}
