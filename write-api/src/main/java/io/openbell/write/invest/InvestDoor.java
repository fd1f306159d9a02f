package io.openbell.write.invest;

import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.Backlog;
import io.openbell.write.desk.Desk;
import io.openbell.write.desk.Desks;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** The one entrance for requests to invest, whatever transport brings them. Never blocks. */
@Component
class InvestDoor {
  private final Desk<InvestRequest, Outcome> desk;

  InvestDoor(Desks desks, InvestCommit commit, Backlog backlog) {
    this.desk = desks.open("invest", commit, backlog);
  }

  /** The future completes with the request's one answer, never exceptionally. */
  CompletableFuture<Answer<Outcome>> invest(InvestRequest request) {
    if (request.productId() <= 0) {
      return CompletableFuture.completedFuture(
          new Answer.Decided<>(new Outcome.Refused(new Refusal.NotExistProduct())));
    }
    return desk.submit(request);
  }
}
