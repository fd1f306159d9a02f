package io.openbell.write.point;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.core.api.ApiException;
import io.openbell.core.database.DatabaseErrors;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.disk.DatabaseDisk;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Charges points: one transaction for account, entry and lot. */
@Service
class Charges {
  private static final Logger log = LoggerFactory.getLogger("openbell.point");

  private final PointTable table;
  private final TransactionTemplate transaction;
  private final DatabaseDisk disk;
  private final PointProperties properties;

  Charges(
      PointTable table,
      PlatformTransactionManager transactions,
      DatabaseDisk disk,
      PointProperties properties) {
    this.table = table;
    this.transaction = new TransactionTemplate(transactions);
    this.disk = disk;
    this.properties = properties;
  }

  /**
   * Blocks until the charge is durable.
   *
   * @throws ApiException when the database's disk has no room for it
   */
  ChargeOutcome charge(Charge charge) {
    if (disk.isFull()) {
      throw DatabaseErrors.diskFull();
    }
    ChargeOutcome outcome;
    try {
      outcome = inTransaction(charge);
    } catch (DuplicateKeyException e) {
      // Another first charge of this user was faster. Now there is an account to be locked.
      outcome = inTransaction(charge);
    }
    if (outcome instanceof ChargeOutcome.Charged charged && charged.isFirst()) {
      log.info(
          "event=points-charged charge={} amount={} correlation={}",
          charged.chargeId(),
          charge.amount(),
          charge.correlationId());
    }
    return outcome;
  }

  private ChargeOutcome inTransaction(Charge charge) {
    return requireNonNull(
        transaction.execute(status -> decide(charge, table.lock(charge.user()).orElse(null))));
  }

  // Under the account's lock: of two requests with one key the later sees what the earlier did.
  private ChargeOutcome decide(Charge charge, PointTable.@Nullable Account account) {
    IdempotencyKey key = charge.idempotencyKey();
    if (account != null && key != null) {
      PointTable.Known first = table.known(charge.user(), key).orElse(null);
      if (first != null) {
        return first.fingerprint().equals(charge.fingerprint())
            ? new ChargeOutcome.Charged(
                first.chargeId(), account.balance(), first.expiresAt().toInstant(), false)
            : new ChargeOutcome.KeyReused();
      }
    }
    if (charge.amount() < properties.minCharge()) {
      return new ChargeOutcome.TooFew(properties.minCharge());
    }
    if (charge.amount() > properties.maxCharge()) {
      return new ChargeOutcome.TooMany(properties.maxCharge());
    }
    if (account == null) {
      table.open(charge.user(), charge.amount());
      account = new PointTable.Account(charge.user().value(), 0, 0, 0);
    } else if (!table.add(charge.user(), charge.amount(), properties.maxBalance())) {
      return new ChargeOutcome.BalanceFull(
          Math.max(0, properties.maxBalance() - account.balance()), properties.maxBalance());
    }
    return write(charge, account);
  }

  private ChargeOutcome write(Charge charge, PointTable.Account before) {
    UUID chargeId = UuidCreator.getTimeOrderedEpoch();
    OffsetDateTime now = table.now();
    PointTable.Lifetime lifetime = new PointTable.Lifetime(now, now.plus(properties.lifetime()));
    PointTable.Account after =
        new PointTable.Account(
            before.userId(),
            before.balance() + charge.amount(),
            before.booked() + charge.amount(),
            before.version() + 1);
    table.insertCharge(charge, chargeId, UuidCreator.getTimeOrderedEpoch(), after, lifetime);
    return new ChargeOutcome.Charged(chargeId, after.balance(), lifetime.to().toInstant(), true);
  }
}
