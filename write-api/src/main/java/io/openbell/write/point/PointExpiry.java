package io.openbell.write.point;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.write.disk.DatabaseDisk;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes points that have expired. Safe with any number of instances: what counts is read under the
 * lock of its account, and an account that somebody holds is left for the next round.
 *
 * <p>Of a user with a payment on its way nothing expires: the payment's points are not taken from
 * any lot yet, and may be those of this one.
 */
@Component
class PointExpiry {
  private static final Logger log = LoggerFactory.getLogger("openbell.point");

  private final PointTable table;
  private final TransactionTemplate transaction;
  private final DatabaseDisk disk;
  private final PointProperties properties;
  private final PointMeters meters;

  PointExpiry(
      PointTable table,
      PlatformTransactionManager transactions,
      DatabaseDisk disk,
      PointProperties properties,
      PointMeters meters) {
    this.table = table;
    this.transaction = new TransactionTemplate(transactions);
    this.disk = disk;
    this.properties = properties;
    this.meters = meters;
  }

  /** What one transaction did. */
  private record Batch(long accounts, long points, long waiting) {}

  /** One round: until nothing is due that can be had, or the database is away. */
  @Scheduled(
      fixedDelayString = "${openbell.point.expiry-interval:1m}",
      initialDelayString = "${openbell.point.expiry-interval:1m}")
  void expire() {
    try {
      while (!disk.isFull() && expireBatch()) {
        // the next batch
      }
    } catch (DataAccessException | TransactionException e) {
      log.warn("event=points-not-expired cause={}", e.toString());
    }
  }

  private boolean expireBatch() {
    String correlationId = UuidCreator.getTimeOrderedEpoch().toString();
    Batch batch = requireNonNull(transaction.execute(status -> takeBatch(correlationId)));
    if (batch.accounts() > 0) {
      meters.expired(batch.points());
      log.info(
          "event=points-expired accounts={} points={} correlation={}",
          batch.accounts(),
          batch.points(),
          correlationId);
    }
    return batch.accounts() + batch.waiting() > 0;
  }

  private Batch takeBatch(String correlationId) {
    OffsetDateTime now = table.now();
    List<String> users = table.usersDue(now, properties.expiryBatch());
    List<PointTable.Account> accounts = users.isEmpty() ? List.of() : table.lockFree(users);
    if (accounts.isEmpty()) {
      return new Batch(0, 0, 0);
    }
    Map<String, List<PointTable.DueLot>> due =
        table.dueOf(accounts.stream().map(PointTable.Account::userId).toList(), now).stream()
            .collect(Collectors.groupingBy(PointTable.DueLot::userId));
    List<PointTable.Expired> expired = new ArrayList<>();
    List<PointTable.DueLot> waiting = new ArrayList<>();
    for (PointTable.Account account : accounts) {
      List<PointTable.DueLot> lots = due.getOrDefault(account.userId(), List.of());
      if (lots.isEmpty()) {
        continue;
      }
      var all = new PointTable.Expired(UuidCreator.getTimeOrderedEpoch(), account, lots);
      if (account.booked() == account.balance() && all.amount() <= account.balance()) {
        expired.add(all);
      } else {
        waiting.addAll(lots);
        logUnlessAPaymentIsOnItsWay(all);
      }
    }
    table.putOff(waiting, now.plus(properties.expiryInterval()));
    table.expire(expired, now, correlationId);
    return new Batch(
        expired.size(),
        expired.stream().mapToLong(PointTable.Expired::amount).sum(),
        waiting.size());
  }

  // Of others something expires nevertheless.
  private static void logUnlessAPaymentIsOnItsWay(PointTable.Expired all) {
    if (all.account().booked() == all.account().balance()) {
      log.error(
          "event=lots-exceed-balance user=\"{}\" lots={} balance={}",
          all.account().userId(),
          all.amount(),
          all.account().balance());
    }
  }
}
