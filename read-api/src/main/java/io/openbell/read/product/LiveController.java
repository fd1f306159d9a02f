package io.openbell.read.product;

import io.openbell.core.api.ApiHeaders;
import io.openbell.read.product.LiveEvents.Products;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;

/** The live figures as they change, for everybody. */
@RestController
@Tag(name = "Products")
class LiveController {
  private final LiveFeed feed;

  LiveController(LiveFeed feed) {
    this.feed = feed;
  }

  @GetMapping(path = "/api/product/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  @Operation(
      operationId = "followProducts",
      summary = "Products not finished, also those still to start, as they change",
      description =
          "Server-sent events. products: all of them. changes: those that are different now."
              + " heartbeat: the server's time (now) and when the figures were read (asOf), at"
              + " the beginning and while nothing changes. 503 BUSY when too many follow.")
  @ApiResponse(
      responseCode = "200",
      description = "Events until the client goes away, or the instance; then come back",
      content =
          @Content(
              mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
              schema = @Schema(implementation = Products.class)))
  Flux<ServerSentEvent<String>> live(
      @Parameter(description = "id of the last event seen; then only what is new since")
          @RequestHeader(name = ApiHeaders.LAST_EVENT_ID, required = false)
          @Nullable String lastEventId,
      ServerHttpResponse response) {
    response.getHeaders().setCacheControl(CacheControl.noStore());
    // Proxies of the nginx family would keep events back until their buffer is full.
    response.getHeaders().set("X-Accel-Buffering", "no");
    return feed.since(lastEventId);
  }
}
