package io.openbell.read.product;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.api.Envelope;
import io.openbell.core.api.Listing;
import io.openbell.core.product.InvestingStatus;
import io.openbell.read.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What is on offer, for everybody. Answered from memory as long as the caches are warm. */
@RestController
@RequestMapping(path = "/api/product", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Products", description = "What is on offer")
class ProductController {
  private final LiveProducts products;
  private final ApiZone zone;
  private final Clock clock;
  private final FiguresMeters meters;

  ProductController(LiveProducts products, ApiZone zone, Clock clock, FiguresMeters meters) {
    this.products = products;
    this.meters = meters;
    this.zone = zone;
    this.clock = clock;
  }

  @GetMapping
  @Operation(
      operationId = "listProducts",
      summary = "Products within their recruiting period, newest first")
  Envelope<Listing<ProductAnswer>> list(
      @Parameter(description = "0 is the first page; 0 to 10000000")
          @RequestParam(defaultValue = "0")
          int page,
      @Parameter(description = "Products on one page; 1 to 100") @RequestParam(defaultValue = "20")
          int size,
      @Parameter(description = "Only those; both when left out") @RequestParam(required = false)
          @Nullable InvestingStatus status) {
    Page wanted = new Page(page, size);
    Instant now = clock.instant();
    List<ProductStanding> open =
        open().values().stream()
            .filter(product -> product.facts().isOpenAt(now))
            .filter(product -> status == null || product.figures().status() == status)
            .toList();
    return Envelope.ok(
        new Listing<>(
            open.size(),
            open.stream()
                .skip(wanted.offset())
                .limit(wanted.size())
                .map(product -> ProductAnswer.of(product, zone))
                .toList()));
  }

  @GetMapping("/{id}")
  @Operation(
      operationId = "getProduct",
      summary = "One product, whether recruiting, still to start or finished",
      description = "404 NOT_EXIST_PRODUCT when there is none under this id")
  Envelope<ProductAnswer> one(
      @Parameter(description = "productId", example = "3") @PathVariable long id) {
    return Optional.ofNullable(open().get(id))
        .or(() -> products.byId(id))
        .map(product -> Envelope.ok(ProductAnswer.of(product, zone)))
        .orElseThrow(
            () -> new ApiException(ApiCode.NOT_EXIST_PRODUCT, "productId: no such product"));
  }

  private Map<Long, ProductStanding> open() {
    Map<Long, ProductStanding> open = products.notFinished();
    meters.shown();
    return open;
  }
}
