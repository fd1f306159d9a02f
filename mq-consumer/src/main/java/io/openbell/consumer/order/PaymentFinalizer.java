package io.openbell.consumer.order;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.consumer.batch.Finalized;
import io.openbell.consumer.batch.Finalizing;
import io.openbell.consumer.batch.Misfit;
import io.openbell.consumer.batch.OneLine;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.PaymentsAccepted;
import io.openbell.core.broker.Route;
import io.openbell.core.broker.UnreadableMessageException;
import io.openbell.core.item.UnlistedItems;
import io.openbell.core.order.OrderStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.core.Message;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Moves payments out of PENDING, each call in one transaction: what the order reserved is sold, the
 * points are taken from their lots, and the order is paid. A call may be repeated and calls may
 * overlap: whoever comes second to an order's change of status is refused it, and finds the payment
 * finalized when it looks again.
 *
 * <p>Rows are locked in the one order of the shop: accounts by user, then the rest, and last items
 * by id, since orders of an item wait for whoever sells it. No row is locked to be read, only to be
 * changed: whoever orders holds a part of the locks of the items and accounts that its new rows
 * name, and must not be waited for while it waits for us.
 */
@Component
class PaymentFinalizer implements Finalizing<NamedPayment> {
  /** Shown to the user whose payment can never be finalized. */
  static final String CONSTRAINT_VIOLATED = "CONSTRAINT_VIOLATED";

  /** A user's next payment waits for as long as a transaction takes that books this one. */
  private static final int MOST_PAYMENTS = 500;

  private static final String CANCELLED_BECAUSE = "the payment failed";
  private static final Logger log = LoggerFactory.getLogger(PaymentFinalizer.class);

  private final PaymentTable table;
  private final TransactionTemplate transaction;

  PaymentFinalizer(PaymentTable table, PlatformTransactionManager transactions) {
    this.table = table;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public Route route() {
    return BrokerTopology.PAYMENTS;
  }

  @Override
  public List<NamedPayment> read(Message message) throws UnreadableMessageException {
    return NamedPayment.allOf(MessageCodec.decode(message, PaymentsAccepted.class));
  }

  @Override
  public int mostParts() {
    return MOST_PAYMENTS;
  }

  @Override
  public Finalized<NamedPayment> finalizeAll(Collection<NamedPayment> names) {
    return Objects.requireNonNull(transaction.execute(status -> finalizePending(names)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The order is cancelled: its items are on sale again, the points can be spent again, and the
   * user reads {@link #CONSTRAINT_VIOLATED}.
   */
  @Override
  public boolean fail(NamedPayment name, RuntimeException cause) {
    boolean isFailed = Objects.requireNonNull(transaction.execute(status -> failPending(name)));
    if (isFailed) {
      log.warn(
          "event=payment-failed order={} payment={} reason={} correlation={} cause={}",
          name.payment().orderId(),
          name.paymentId(),
          CONSTRAINT_VIOLATED,
          OneLine.of(name.correlationId()),
          OneLine.of(cause));
    }
    return isFailed;
  }

  @Override
  public boolean databaseAnswers() {
    try {
      table.probe();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Nothing: readers of items and orders look at the database. */
  @Override
  public void show(Collection<NamedPayment> names) {
    // Nothing is kept elsewhere.
  }

  private Finalized<NamedPayment> finalizePending(Collection<NamedPayment> names) {
    Map<NamedPayment, Misfit> misfits = new HashMap<>();
    List<AcceptedPayment> named = named(names, misfits);
    List<AcceptedPayment> pending =
        named.stream()
            .filter(AcceptedPayment::pending)
            .sorted(Comparator.comparing(AcceptedPayment::orderId))
            .toList();
    if (!pending.isEmpty()) {
      finish(pending);
    }
    return new Finalized<>(
        pending.stream().map(AcceptedPayment::age).toList(),
        named.size() - pending.size(),
        misfits);
  }

  /** The rows that these mean, each once. */
  private List<AcceptedPayment> named(
      Collection<NamedPayment> names, Map<NamedPayment, Misfit> misfits) {
    Map<UUID, AcceptedPayment> rows =
        table.find(names.stream().map(NamedPayment::paymentId).distinct().toList()).stream()
            .collect(Collectors.toMap(AcceptedPayment::paymentId, Function.identity()));
    Map<UUID, AcceptedPayment> named = new HashMap<>();
    for (NamedPayment name : names) {
      AcceptedPayment row = rows.get(name.paymentId());
      if (row == null) {
        // A warm-up removes its payments once they are finalized; a message may come twice.
        if (!UnlistedItems.areOrderedBy(name.payment().userId())) {
          misfits.put(name, new Misfit("unknown payments", name.paymentId().toString()));
        }
      } else if (name.differencesFrom(row).isEmpty()) {
        named.put(row.paymentId(), row);
      } else {
        misfits.put(
            name,
            new Misfit(
                "payments are not as they are told",
                name.paymentId() + " by " + String.join(" and ", name.differencesFrom(row))));
      }
    }
    return List.copyOf(named.values());
  }

  /**
   * All that a payment changes.
   *
   * @param pending by order, so that no two consumers wait for each other
   */
  private void finish(List<AcceptedPayment> pending) {
    SortedMap<Long, Long> quantities =
        table.quantities(pending.stream().map(AcceptedPayment::orderId).toList());
    TreeMap<String, List<AcceptedPayment>> byUser =
        pending.stream()
            .collect(
                Collectors.groupingBy(AcceptedPayment::userId, TreeMap::new, Collectors.toList()));
    // New rows before any lock: as long as it can be, nobody waits for us.
    table.insertTransitions(pending, OrderStatus.PAID, null);
    table.book(byUser);
    table.use(uses(byUser));
    table.succeed(pending);
    table.sell(quantities);
  }

  private List<PointUse> uses(SortedMap<String, List<AcceptedPayment>> byUser) {
    Map<String, List<PointUse.Lot>> lots = table.lots(byUser.keySet());
    List<PointUse> uses = new ArrayList<>();
    for (PointUse.Account account : table.accounts(byUser.keySet())) {
      uses.addAll(
          PointUse.of(
              account,
              Objects.requireNonNull(byUser.get(account.userId())),
              lots.getOrDefault(account.userId(), List.of()),
              UuidCreator::getTimeOrderedEpoch));
    }
    return uses;
  }

  private boolean failPending(NamedPayment name) {
    AcceptedPayment payment =
        table.find(List.of(name.paymentId())).stream()
            .filter(row -> name.differencesFrom(row).isEmpty())
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("the payment is gone, or is another one now"));
    if (!payment.pending()) {
      return false;
    }
    SortedMap<Long, Long> quantities = table.quantities(List.of(payment.orderId()));
    table.insertTransitions(List.of(payment), OrderStatus.CANCELLED, CANCELLED_BECAUSE);
    table.refund(payment);
    table.fail(payment, CONSTRAINT_VIOLATED);
    table.giveBack(quantities);
    return true;
  }
}
