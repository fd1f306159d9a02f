package io.openbell.write.order;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.database.DatabaseErrors;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.GuardRefusedException;
import io.openbell.write.disk.DatabaseDisk;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes one order in a transaction of its own. When a guard in it refuses, or the same key is
 * bound in the same instant, somebody was faster: it is rolled back and looked at again, and what
 * stands there then says why.
 */
@Component
class GuardedTransaction {
  private static final Logger log = LoggerFactory.getLogger("openbell.order");
  private static final int ATTEMPTS = 3;

  private final TransactionTemplate transaction;
  private final DatabaseDisk disk;

  GuardedTransaction(
      PlatformTransactionManager transactions, DatabaseDisk disk, DeskProperties desk) {
    this.disk = disk;
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setTimeout(desk.transactionSeconds());
  }

  /**
   * What a transaction came to.
   *
   * @param isNew whether it has changed something: not so for a refusal, and for what was accepted
   *     under the same key before
   */
  record Result<T>(T outcome, boolean isNew) {}

  /**
   * Blocks until it is committed.
   *
   * @throws ApiException when others were in the way each time, or the disk has no room; nothing
   *     was changed
   */
  <T> Result<T> run(UUID order, Supplier<Result<T>> work) {
    if (disk.isFull()) {
      throw DatabaseErrors.diskFull();
    }
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        return requireNonNull(transaction.execute(status -> work.get()));
      } catch (GuardRefusedException | DuplicateKeyException e) {
        log.info("event=order-tried-again order={} cause={}", order, e.toString());
      }
    }
    throw new ApiException(ApiCode.BUSY);
  }
}
