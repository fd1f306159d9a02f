package io.openbell.write.product;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.RequestLog;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.request.PlainText;
import io.openbell.write.blocking.BlockingThreads;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Registers products. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Products", description = "What is on offer")
class ProductController {
  private static final Logger log = LoggerFactory.getLogger(ProductController.class);

  private final ProductRegistration registration;
  private final ApiZone zone;
  private final BlockingThreads threads;

  ProductController(ProductRegistration registration, ApiZone zone, BlockingThreads threads) {
    this.registration = registration;
    this.zone = zone;
    this.threads = threads;
  }

  /** The id of a product just registered. */
  record Registered(long productId) {}

  @PostMapping(path = "/api/product", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.CREATED)
  @Operation(operationId = "registerProduct", summary = "Register an investment product")
  @ErrorCodes({
    ApiCode.INVALID_REQUEST,
    ApiCode.PAYLOAD_TOO_LARGE,
    ApiCode.UNSUPPORTED_MEDIA_TYPE,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Mono<Envelope<Registered>> register(
      @RequestAttribute(RequestLog.ID_ATTRIBUTE) String correlationId,
      @Valid @RequestBody ProductBody body) {
    String title = requireNonNull(body.title());
    PlainText.require("title", title);
    Instant startedAt = zone.instant("startedAt", requireNonNull(body.startedAt()));
    Instant finishedAt = zone.instant("finishedAt", requireNonNull(body.finishedAt()));
    if (!finishedAt.isAfter(startedAt)) {
      throw ApiException.invalid("finishedAt", "must be after startedAt");
    }
    long total = requireNonNull(body.totalInvestingAmount());
    return threads
        .run(() -> registration.register(title, total, startedAt, finishedAt))
        .doOnNext(
            productId ->
                log.info(
                    "event=product-registered product={} total={} correlation={}",
                    productId,
                    total,
                    correlationId))
        .map(productId -> Envelope.created(new Registered(productId)));
  }
}
