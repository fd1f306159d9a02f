package io.openbell.write.invest;

import io.openbell.write.invest.HaltedProducts.Halt;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Lists the halted products at the management port, and has one sold again: 404 when it is not
 * halted here, 503 when the database is away; nothing is changed then.
 */
@Component
@WebEndpoint(id = "haltedproducts")
class HaltedProductsEndpoint {
  private static final Logger log = LoggerFactory.getLogger(HaltedProductsEndpoint.class);

  private final HaltedProducts products;

  HaltedProductsEndpoint(HaltedProducts products) {
    this.products = products;
  }

  private record Problem(String error) implements OperationResponseBody {}

  private record Halted(List<Halt> list) implements OperationResponseBody {}

  private record Done(long productId, String done) implements OperationResponseBody {}

  @ReadOperation
  OperationResponseBody list() {
    return new Halted(products.list());
  }

  @WriteOperation
  WebEndpointResponse<OperationResponseBody> sellAgain(@Selector long productId) {
    try {
      return products.sellAgain(productId)
          ? new WebEndpointResponse<>(new Done(productId, "sold again"))
          : new WebEndpointResponse<>(
              new Problem("product " + productId + " is not halted here"),
              WebEndpointResponse.STATUS_NOT_FOUND);
    } catch (DataAccessException | TransactionException e) {
      log.warn("event=product-not-sold-again product={} cause={}", productId, e.toString());
      return new WebEndpointResponse<>(
          new Problem("the database is away, nothing was changed"),
          WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE);
    }
  }
}
