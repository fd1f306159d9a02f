package io.openbell.write.order;

import io.openbell.core.database.DatabaseErrors;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.GuardRefusedException;
import io.openbell.write.disk.DatabaseDisk;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts back on sale what orders have reserved that nobody has paid in time. Every instance does:
 * due orders are first claimed, so that instances take different ones, and then expire in a
 * transaction that locks rows in the order in which everybody does. What counts is the guard of
 * that transaction: an order expires once, and never one that is paid or cancelled in the same
 * instant.
 */
@Component
class OrderExpiry {
  /** When an order that was claimed and has not expired is looked at again. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger("openbell.order");

  private final OrderRows rows;
  private final OrderMeters meters;
  private final TransactionTemplate transaction;
  private final DatabaseDisk disk;
  private final int batch;

  OrderExpiry(
      OrderRows rows,
      OrderMeters meters,
      PlatformTransactionManager transactions,
      DatabaseDisk disk,
      DeskProperties desk,
      OrderProperties properties) {
    this.rows = rows;
    this.meters = meters;
    this.disk = disk;
    this.batch = properties.sweepBatch();
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setTimeout(desk.transactionSeconds());
  }

  @Scheduled(fixedDelayString = "${openbell.order.sweep-interval:1s}")
  void sweep() {
    try {
      int claimed = batch;
      while (claimed == batch && !disk.isFull()) {
        claimed = sweepOnce();
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("event=orders-not-swept cause={}", e.toString());
    }
  }

  /**
   * Claims and expires one batch.
   *
   * @return how many were claimed
   */
  int sweepOnce() {
    List<UUID> due = transaction.execute(status -> rows.claimDue(batch, PAUSE));
    if (due == null || due.isEmpty()) {
      return 0;
    }
    expireAll(due);
    return due.size();
  }

  /** Has these expire that are due and neither paid nor cancelled. */
  void expireAll(List<UUID> orders) {
    try {
      expire(orders);
    } catch (GuardRefusedException e) {
      orders.forEach(this::expireAlone);
    } catch (DataAccessException | TransactionException e) {
      if (!DatabaseErrors.isHeldUp(e)) {
        throw e;
      }
      orders.forEach(this::expireAlone);
    }
  }

  /** Of one that was paid or cancelled meanwhile nothing happens, and so not of the others. */
  private void expireAlone(UUID order) {
    try {
      expire(List.of(order));
    } catch (GuardRefusedException e) {
      log.debug("event=order-not-expired order={}", order);
    } catch (DataAccessException | TransactionException e) {
      log.warn("event=order-not-expired order={} cause={}", order, e.toString());
    }
  }

  // The items last: whoever locks orders and items locks them in this order.
  private void expire(List<UUID> orders) {
    transaction.executeWithoutResult(
        status -> {
          if (!rows.expire(orders)) {
            throw new GuardRefusedException();
          }
          rows.insertExpired(orders);
          if (!rows.giveBack(rows.quantities(orders))) {
            throw new GuardRefusedException();
          }
        });
    meters.expired(orders.size());
    log.info("event=orders-expired count={} orders={}", orders.size(), orders);
  }
}
