package io.openbell.write.order;

import static java.util.Objects.requireNonNull;

import com.github.f4b6a3.uuid.UuidCreator;
import io.openbell.core.order.Checkout;
import io.openbell.core.order.OfferedItem;
import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import io.openbell.core.order.Outcome;
import io.openbell.core.order.Refusal;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.CommittedGroup;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.GroupCommit;
import io.openbell.write.desk.GroupEntry;
import io.openbell.write.desk.GuardRefusedException;
import io.openbell.write.order.OrderTable.NewOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides a group of orders and commits it: known keys, decision, new rows, then the guarded
 * UPDATEs of accounts and last those of items, so that what everybody wants is locked for as short
 * as can be, and in the one order that everybody locks it in. Nothing is written unless all of it
 * is.
 */
@Component
class OrderCommit implements GroupCommit<OrderRequest, OrderOutcome> {
  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  private final OrderTable table;
  private final PaymentsToPublish payments;
  private final TransactionTemplate transaction;
  private final DeskProperties desk;
  private final OrderProperties properties;

  OrderCommit(
      OrderTable table,
      PaymentsToPublish payments,
      PlatformTransactionManager transactions,
      DeskProperties desk,
      OrderProperties properties) {
    this.table = table;
    this.payments = payments;
    this.desk = desk;
    this.properties = properties;
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setTimeout(desk.transactionSeconds());
  }

  /** An entry as the decision sees it. */
  private record Candidate(GroupEntry<OrderRequest, OrderOutcome> entry) implements Checkout.Cart {
    @Override
    public String buyer() {
      return entry.request().buyer();
    }

    @Override
    public List<Checkout.Wish> wishes() {
      return entry.request().wishes();
    }

    @Override
    public boolean payNow() {
      return entry.request().payNow();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>When a guard refuses, somebody else has changed an item or an account in between: another
   * lane that sells the same item or serves the same buyer, or whoever adjusts stock. The group is
   * decided again on what is there now.
   */
  @Override
  public CommittedGroup commit(List<GroupEntry<OrderRequest, OrderOutcome>> group) {
    Written written = requireNonNull(transaction.execute(status -> decideAndWrite(group)));
    return new CommittedGroup(
        written.exhausted(), () -> {}, () -> announce(group, written.orders()));
  }

  @Override
  public List<GroupEntry<OrderRequest, OrderOutcome>> replay(
      List<GroupEntry<OrderRequest, OrderOutcome>> group) {
    Map<OrderTable.UserKey, OrderTable.Known> known = table.known(keysOf(group));
    List<GroupEntry<OrderRequest, OrderOutcome>> fresh = new ArrayList<>(group.size());
    for (GroupEntry<OrderRequest, OrderOutcome> entry : group) {
      IdempotencyKey key = entry.request().idempotencyKey();
      OrderTable.Known first = key == null ? null : known.get(userKey(entry, key));
      if (first == null) {
        fresh.add(entry);
      } else if (first.fingerprint().equals(entry.request().fingerprint())) {
        entry.decide(new OrderOutcome.Placed(first.order()));
      } else {
        entry.answer(new Answer.KeyReused<>());
      }
    }
    return fresh;
  }

  @Override
  public OrderOutcome exhausted(OrderRequest request) {
    return new OrderOutcome.Refused(new Refusal.SoldOut(request.key()));
  }

  /**
   * What a transaction came to.
   *
   * @param exhausted items on sale of which nothing is left
   */
  private record Written(List<NewOrder> orders, Set<Long> exhausted) {}

  private Written decideAndWrite(List<GroupEntry<OrderRequest, OrderOutcome>> group) {
    List<Candidate> candidates = replay(group).stream().map(Candidate::new).toList();
    OrderTable.Found found = table.items(itemsOf(candidates));
    List<NewOrder> orders = new ArrayList<>();
    for (Checkout.Decision<Candidate> decision :
        Checkout.decide(found.items(), table.balances(payersOf(candidates)), candidates)) {
      GroupEntry<OrderRequest, OrderOutcome> entry = decision.cart().entry();
      if (decision.outcome() instanceof Outcome.Accepted accepted) {
        NewOrder order = placed(entry.request(), accepted, found.now());
        orders.add(order);
        entry.decide(new OrderOutcome.Placed(order.order()));
      } else if (decision.outcome() instanceof Outcome.Refused refused) {
        entry.decide(new OrderOutcome.Refused(refused.refusal()));
      }
    }
    SortedMap<Long, Long> reserved = reserved(orders);
    if (!orders.isEmpty()) {
      write(orders, reserved, found.now());
    }
    return new Written(orders, exhausted(found.items(), reserved));
  }

  private NewOrder placed(OrderRequest request, Outcome.Accepted accepted, Instant now) {
    return new NewOrder(
        new PlacedOrder(
            UuidCreator.getTimeOrderedEpoch(),
            request.buyer(),
            request.payNow() ? OrderStatus.PAYING : OrderStatus.CREATED,
            accepted.total(),
            now,
            now.plus(properties.payWithin()),
            accepted.lines()),
        request,
        request.payNow() ? UuidCreator.getTimeOrderedEpoch() : null);
  }

  private void write(List<NewOrder> orders, SortedMap<Long, Long> reserved, Instant now) {
    table.insert(orders);
    table.insertPending(pendingOf(orders), now.plus(desk.relayAfter()));
    // Accounts by user, then items by id: whoever locks rows of several locks them in this order.
    if (!table.takePoints(spent(orders)) || !table.reserve(reserved)) {
      throw new GuardRefusedException();
    }
  }

  private static SortedMap<Long, Long> reserved(List<NewOrder> orders) {
    SortedMap<Long, Long> sums = new TreeMap<>();
    for (NewOrder one : orders) {
      for (OrderLine line : one.order().lines()) {
        sums.merge(line.itemId(), line.quantity(), Math::addExact);
      }
    }
    return sums;
  }

  private static SortedMap<String, Long> spent(List<NewOrder> orders) {
    SortedMap<String, Long> sums = new TreeMap<>();
    for (NewOrder one : orders) {
      if (one.request().payNow()) {
        sums.merge(one.order().userId(), one.order().total(), Math::addExact);
      }
    }
    return sums;
  }

  private static Set<Long> exhausted(List<OfferedItem> items, Map<Long, Long> reserved) {
    return items.stream()
        .filter(OfferedItem::onSale)
        .filter(item -> item.available() == reserved.getOrDefault(item.itemId(), 0L))
        .map(OfferedItem::itemId)
        .collect(Collectors.toSet());
  }

  private static List<AcceptedPayment> pendingOf(List<NewOrder> orders) {
    return orders.stream().flatMap(order -> order.payment().stream()).toList();
  }

  private void announce(List<GroupEntry<OrderRequest, OrderOutcome>> group, List<NewOrder> orders) {
    List<AcceptedPayment> pending = pendingOf(orders);
    if (!pending.isEmpty()) {
      payments.publishSoon(pending);
    }
    if (log.isInfoEnabled()) {
      log.info(
          "event=group-served desk=order size={} accepted={} paying={} reserved={} correlations={}",
          group.size(),
          orders.size(),
          pending.size(),
          orders.isEmpty()
              ? "-"
              : joined(
                  reserved(orders).entrySet().stream()
                      .map(item -> item.getKey() + ":" + item.getValue())),
          joined(group.stream().map(entry -> entry.request().correlationId())));
    }
  }

  private static String joined(Stream<String> words) {
    return words.collect(Collectors.joining(","));
  }

  private static Set<Long> itemsOf(List<Candidate> candidates) {
    return candidates.stream()
        .flatMap(candidate -> candidate.wishes().stream())
        .map(Checkout.Wish::itemId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> payersOf(List<Candidate> candidates) {
    return candidates.stream()
        .filter(Candidate::payNow)
        .map(Candidate::buyer)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<OrderTable.UserKey> keysOf(
      List<GroupEntry<OrderRequest, OrderOutcome>> group) {
    List<OrderTable.UserKey> keys = new ArrayList<>();
    for (GroupEntry<OrderRequest, OrderOutcome> entry : group) {
      IdempotencyKey key = entry.request().idempotencyKey();
      if (key != null) {
        keys.add(userKey(entry, key));
      }
    }
    return keys;
  }

  private static OrderTable.UserKey userKey(
      GroupEntry<OrderRequest, OrderOutcome> entry, IdempotencyKey key) {
    return new OrderTable.UserKey(entry.request().buyer(), key.value());
  }
}
