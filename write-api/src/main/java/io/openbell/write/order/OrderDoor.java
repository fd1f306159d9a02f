package io.openbell.write.order;

import io.openbell.write.desk.Answer;
import io.openbell.write.desk.Backlog;
import io.openbell.write.desk.Desk;
import io.openbell.write.desk.Desks;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** The one way in for orders, whatever transport brought them. Never blocks. */
@Component
class OrderDoor {
  private final Desk<OrderRequest, OrderOutcome> desk;

  OrderDoor(Desks desks, OrderCommit commit, Backlog backlog) {
    this.desk = desks.open("order", commit, backlog);
  }

  /** The future completes with the request's one answer, never exceptionally. */
  CompletableFuture<Answer<OrderOutcome>> order(OrderRequest request) {
    return desk.submit(request);
  }
}
