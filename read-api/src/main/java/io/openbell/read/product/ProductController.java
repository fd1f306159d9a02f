package io.openbell.read.product;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.Envelope;
import io.openbell.core.openapi.ErrorCodes;
import io.openbell.core.product.InvestingStatus;
import io.openbell.read.Listing;
import io.openbell.read.Page;
import io.openbell.read.PageNumber;
import io.openbell.read.PageSize;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * What is on offer, for everybody. While the caches are warm, requests are answered from memory, on
 * the thread that received them. Loading blocks, so it runs on threads of its own.
 */
@RestController
@RequestMapping(path = "/api/product", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Products", description = "What is on offer")
class ProductController {
  private final ProductReads products;
  private final Clock clock;
  private final FiguresMeters meters;

  ProductController(ProductReads products, Clock clock, FiguresMeters meters) {
    this.products = products;
    this.clock = clock;
    this.meters = meters;
  }

  @GetMapping
  @Operation(
      operationId = "listProducts",
      summary = "Products within their recruiting period, newest first")
  @ErrorCodes({ApiCode.INVALID_REQUEST, ApiCode.BUSY, ApiCode.UNAVAILABLE})
  Mono<Envelope<Listing<ProductJson>>> list(
      @PageNumber @RequestParam(required = false) @Nullable Integer page,
      @PageSize("Products on one page; 1 to 100") @RequestParam(required = false)
          @Nullable Integer size,
      @Parameter(description = "Only those; both when left out") @RequestParam(required = false)
          @Nullable InvestingStatus status) {
    Page wanted = Page.of(page, size);
    return products
        .notFinished()
        .doOnNext(shown -> meters.shown())
        .map(all -> Envelope.ok(recruiting(all.values(), wanted, status)));
  }

  @GetMapping("/{id}")
  @Operation(
      operationId = "getProduct",
      summary = "One product, whether recruiting, still to start or finished")
  @ErrorCodes({
    ApiCode.INVALID_REQUEST,
    ApiCode.NOT_EXIST_PRODUCT,
    ApiCode.BUSY,
    ApiCode.UNAVAILABLE
  })
  Mono<Envelope<ProductJson>> one(
      @Parameter(description = "The productId", example = "3") @PathVariable("id") long productId) {
    return products
        .byId(productId)
        .doOnNext(shown -> meters.shown())
        .map(product -> Envelope.ok(product.json()))
        .switchIfEmpty(Mono.error(() -> new ApiException(ApiCode.NOT_EXIST_PRODUCT)));
  }

  private Listing<ProductJson> recruiting(
      Collection<LiveProduct> notFinished, Page wanted, @Nullable InvestingStatus status) {
    Instant now = clock.instant();
    List<LiveProduct> all =
        notFinished.stream()
            .filter(product -> product.facts().isOpenAt(now))
            .filter(product -> status == null || product.figures().status() == status)
            .toList();
    return new Listing<>(
        all.size(),
        all.stream().skip(wanted.offset()).limit(wanted.size()).map(LiveProduct::json).toList());
  }
}
