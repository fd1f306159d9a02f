package io.openbell.write.coupon;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.database.DatabaseErrors;
import io.openbell.write.disk.DatabaseDisk;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Registers coupons. */
@Service
class Coupons {
  private static final Logger log = LoggerFactory.getLogger("openbell.coupon");

  private final CouponTable table;
  private final TransactionTemplate transaction;
  private final DatabaseDisk disk;

  Coupons(CouponTable table, PlatformTransactionManager transactions, DatabaseDisk disk) {
    this.table = table;
    this.transaction = new TransactionTemplate(transactions);
    this.disk = disk;
  }

  /**
   * Blocks until the coupon is durable.
   *
   * @return its id
   * @throws ApiException when it is for an item that does not exist, or the disk has no room
   */
  long register(NewCoupon coupon, String correlationId) {
    if (disk.isFull()) {
      throw DatabaseErrors.diskFull();
    }
    requireItems(coupon.itemIds());
    long couponId = requireNonNull(transaction.execute(status -> table.insert(coupon)));
    log.info(
        "event=coupon-registered coupon={} total={} correlation={}",
        couponId,
        coupon.total(),
        correlationId);
    return couponId;
  }

  // An item that is there stays there.
  private void requireItems(List<Long> itemIds) {
    Set<Long> existing = table.existingItems(itemIds);
    for (int i = 0; i < itemIds.size(); i++) {
      if (!existing.contains(itemIds.get(i))) {
        throw new ApiException(
            ApiCode.NOT_EXIST_ITEM,
            ApiCode.NOT_EXIST_ITEM.message().replace("itemId:", "itemIds[" + i + "]:"));
      }
    }
  }
}
