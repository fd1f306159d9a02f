package io.openbell.read.product;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiHeaders;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.read.product.LiveEvents.Products;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The live figures as they change, for everybody. Writes the bytes of the events itself: they are
 * the same for all followers.
 */
@RestController
@Tag(name = "Products", description = "What is on offer")
class LiveController {
  private static final MediaType EVENTS =
      new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8);

  private final LiveFeed feed;

  LiveController(LiveFeed feed) {
    this.feed = feed;
  }

  @GetMapping(path = "/api/product/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      operationId = "followProducts",
      summary = "Products not finished, also those still to start, as they change",
      description =
          """
          Server-sent events. products: all of them. changes: those that are different now. \
          heartbeat: the server's time (now) and when the figures were read (asOf), at the beginning \
          and while nothing changes. BUSY when too many clients follow.""")
  @ErrorCodes({ApiCode.INVALID_REQUEST, ApiCode.BUSY})
  @ApiResponse(
      responseCode = "200",
      description = "Events until the client goes away, or the instance; then come back",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(implementation = Products.class)))
  Mono<Void> live(
      @Parameter(description = "id of the last event seen; then only what is new since")
          @RequestHeader(name = ApiHeaders.LAST_EVENT_ID, required = false)
          @Nullable String lastEventId,
      @Parameter(hidden = true)
          @RequestHeader(name = HttpHeaders.ACCEPT_ENCODING, defaultValue = "identity")
          List<String> acceptEncoding,
      ServerHttpResponse response) {
    HttpHeaders headers = response.getHeaders();
    headers.setContentType(EVENTS);
    headers.setCacheControl(CacheControl.noStore());
    // Proxies of the nginx family would keep events back until their buffer is full.
    headers.set("X-Accel-Buffering", "no");
    boolean gzip = GzipStream.isAccepted(acceptEncoding);
    if (gzip) {
      headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    Flux<LiveEvent> events =
        feed.since(lastEventId)
            // A refusal has a body of its own, which is not compressed.
            .doOnError(ApiException.class, e -> headers.remove(HttpHeaders.CONTENT_ENCODING));
    Flux<Flux<byte[]>> sent =
        gzip ? GzipStream.of(events) : events.map(event -> Flux.just(event.plain()));
    return response.writeAndFlushWith(
        sent.map(pieces -> pieces.map(bytes -> response.bufferFactory().wrap(bytes))));
  }
}
