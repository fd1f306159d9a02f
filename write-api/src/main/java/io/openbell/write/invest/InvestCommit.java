package io.openbell.write.invest;

import static java.util.Objects.requireNonNull;

import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.figures.RedisFigures;
import io.openbell.core.invest.Admission;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.write.desk.Answer;
import io.openbell.write.desk.CommittedGroup;
import io.openbell.write.desk.DeskProperties;
import io.openbell.write.desk.GroupCommit;
import io.openbell.write.desk.GroupEntry;
import io.openbell.write.desk.GuardRefusedException;
import io.openbell.write.publish.GroupPublisher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides a group of investments and commits it: known keys, decision, PENDING investments, and
 * last the guarded UPDATE, so that the hot rows are locked as briefly as possible. Either
 * everything is written or nothing.
 */
@Component
class InvestCommit implements GroupCommit<InvestRequest, Outcome> {
  private static final Logger log = LoggerFactory.getLogger("openbell.desk");

  private final InvestTable table;
  private final InvestmentIds investmentIds;
  private final CommittedFigures committedFigures;
  private final RedisFigures redisFigures;
  private final GroupPublisher publisher;
  private final HaltedProducts halted;
  private final TransactionTemplate transaction;
  private final DeskProperties properties;

  InvestCommit(
      InvestTable table,
      InvestmentIds investmentIds,
      CommittedFigures committedFigures,
      RedisFigures redisFigures,
      GroupPublisher publisher,
      HaltedProducts halted,
      PlatformTransactionManager transactions,
      DeskProperties properties) {
    this.table = table;
    this.investmentIds = investmentIds;
    this.committedFigures = committedFigures;
    this.redisFigures = redisFigures;
    this.publisher = publisher;
    this.halted = halted;
    this.properties = properties;
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setTimeout(properties.transactionSeconds());
  }

  /** An entry as the decision sees it. */
  private record Candidate(GroupEntry<InvestRequest, Outcome> entry) implements Admission.Bid {
    @Override
    public long amount() {
      return entry.request().amount();
    }

    @Override
    public boolean allowPartial() {
      return entry.request().allowPartial();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>When the guard refuses, an instance whose lease had run out has reserved in between: the
   * group is decided again on what is there now. When the database has gone back, nothing is
   * written for the products that show it, and new requests for them are answered Halted.
   */
  @Override
  public CommittedGroup commit(List<GroupEntry<InvestRequest, Outcome>> group) {
    // Before the database is read, which can then only be newer.
    Map<Long, HaltedProducts.Sighting> seen = new HashMap<>();
    group.stream()
        .map(entry -> entry.request().productId())
        .distinct()
        .forEach(productId -> seen.computeIfAbsent(productId, halted::newest));
    Written written = requireNonNull(transaction.execute(status -> decideAndWrite(group, seen)));
    written.figures().forEach(halted::saw);
    return committed(group, written);
  }

  @Override
  public List<GroupEntry<InvestRequest, Outcome>> replay(
      List<GroupEntry<InvestRequest, Outcome>> group) {
    Map<InvestTable.UserKey, InvestTable.Known> known = table.known(keysOf(group));
    List<GroupEntry<InvestRequest, Outcome>> fresh = new ArrayList<>(group.size());
    for (GroupEntry<InvestRequest, Outcome> entry : group) {
      IdempotencyKey key = entry.request().idempotencyKey();
      InvestTable.Known first = key == null ? null : known.get(userKey(entry, key));
      if (first == null) {
        fresh.add(entry);
      } else if (first.fingerprint().equals(entry.request().fingerprint())) {
        entry.decide(new Outcome.Accepted(first.amount()));
      } else {
        entry.answer(new Answer.KeyReused<>());
      }
    }
    return fresh;
  }

  @Override
  public Outcome exhausted(InvestRequest request) {
    return new Outcome.Refused(new Refusal.SoldOut());
  }

  /**
   * What a transaction has done.
   *
   * @param decided the products for which requests were decided, as they were found
   * @param figures of the products in which something was accepted, as they are now
   * @param event what is to be published; null when nothing was accepted
   */
  private record Written(
      List<InvestTable.FoundProduct> decided,
      List<LiveFigures> figures,
      @Nullable InvestmentsAccepted event) {}

  private Written decideAndWrite(
      List<GroupEntry<InvestRequest, Outcome>> group, Map<Long, HaltedProducts.Sighting> seen) {
    // Sorted: whoever locks rows of several products locks them in this order.
    SortedMap<Long, List<Candidate>> byProduct = new TreeMap<>();
    for (GroupEntry<InvestRequest, Outcome> entry : replay(group)) {
      byProduct
          .computeIfAbsent(entry.request().productId(), id -> new ArrayList<>())
          .add(new Candidate(entry));
    }
    Map<Long, InvestTable.FoundProduct> found = table.find(byProduct.keySet());
    List<InvestTable.FoundProduct> decided = new ArrayList<>();
    List<InvestTable.NewInvestment> accepted = new ArrayList<>();
    byProduct.forEach(
        (productId, candidates) -> {
          InvestTable.FoundProduct product = found.get(productId);
          if (halted.isHalted(
              productId, seen.get(productId), product == null ? null : product.sighting())) {
            candidates.forEach(one -> one.entry().answer(new Answer.Halted<>()));
          } else if (product == null) {
            candidates.forEach(
                one -> one.entry().decide(new Outcome.Refused(new Refusal.NotExistProduct())));
          } else {
            decided.add(product);
            accepted.addAll(decide(product, candidates));
          }
        });
    if (accepted.isEmpty()) {
      return new Written(decided, List.of(), null);
    }
    Instant now = decided.get(0).now();
    Set<Long> changed = write(accepted, now);
    return new Written(decided, committedFigures.of(changed), event(accepted, now));
  }

  private List<InvestTable.NewInvestment> decide(
      InvestTable.FoundProduct product, List<Candidate> candidates) {
    halted.exists(product.productId());
    List<InvestTable.NewInvestment> accepted = new ArrayList<>();
    for (Admission.Decision<Candidate> decision :
        Admission.decide(product.offer(), product.now(), candidates)) {
      GroupEntry<InvestRequest, Outcome> entry = decision.bid().entry();
      entry.decide(decision.outcome());
      long reserved = decision.outcome().reserved();
      if (reserved > 0) {
        accepted.add(
            new InvestTable.NewInvestment(investmentIds.next(), entry.request(), reserved));
      }
    }
    return accepted;
  }

  /** The products of which something was reserved. */
  private Set<Long> write(List<InvestTable.NewInvestment> accepted, Instant now) {
    SortedMap<Long, Long> sums = new TreeMap<>();
    for (InvestTable.NewInvestment one : accepted) {
      sums.merge(one.request().productId(), one.amount(), Math::addExact);
    }
    table.insertPending(accepted, now, now.plus(properties.relayAfter()));
    if (!table.reserve(sums)) {
      throw new GuardRefusedException();
    }
    return sums.keySet();
  }

  private CommittedGroup committed(
      List<GroupEntry<InvestRequest, Outcome>> group, Written written) {
    Map<Long, LiveFigures> after =
        written.figures().stream()
            .collect(Collectors.toMap(LiveFigures::productId, Function.identity()));
    Set<Long> soldOut =
        written.decided().stream()
            .filter(product -> isSoldOut(product, after.get(product.productId())))
            .map(InvestTable.FoundProduct::productId)
            .collect(Collectors.toSet());
    return new CommittedGroup(
        soldOut,
        // What others have committed meanwhile is learnt from what Redis shows.
        () -> redisFigures.showAndRead(written.figures()).forEach(halted::saw),
        () -> {
          InvestmentsAccepted event = written.event();
          if (event != null) {
            publisher.publishSoon(BrokerTopology.INVESTMENTS, event);
          }
          logServed(group, event, written.figures());
        });
  }

  private static boolean isSoldOut(InvestTable.FoundProduct found, @Nullable LiveFigures after) {
    long reserved = after == null ? found.offer().reserved() : after.reserved();
    return reserved == found.offer().total();
  }

  private static void logServed(
      List<GroupEntry<InvestRequest, Outcome>> group,
      @Nullable InvestmentsAccepted event,
      List<LiveFigures> figures) {
    if (log.isInfoEnabled()) {
      log.info(
          "event=group-served size={} accepted={} group={} reserved={} correlations={}",
          group.size(),
          event == null ? 0 : event.investments().size(),
          event == null ? "-" : event.groupId(),
          event == null
              ? "-"
              : joined(figures.stream().map(now -> now.productId() + ":" + now.reserved())),
          joined(group.stream().map(entry -> entry.request().correlationId())));
    }
  }

  private static String joined(Stream<String> words) {
    return words.collect(Collectors.joining(","));
  }

  private static InvestmentsAccepted event(
      List<InvestTable.NewInvestment> accepted, Instant acceptedAt) {
    return new InvestmentsAccepted(
        UUID.randomUUID().toString(),
        acceptedAt,
        accepted.stream()
            .map(
                one ->
                    new InvestmentsAccepted.Investment(
                        one.logId(),
                        one.request().productId(),
                        one.request().user().value(),
                        one.amount(),
                        one.request().correlationId(),
                        acceptedAt))
            .toList());
  }

  private static List<InvestTable.UserKey> keysOf(List<GroupEntry<InvestRequest, Outcome>> group) {
    List<InvestTable.UserKey> keys = new ArrayList<>();
    for (GroupEntry<InvestRequest, Outcome> entry : group) {
      IdempotencyKey key = entry.request().idempotencyKey();
      if (key != null) {
        keys.add(userKey(entry, key));
      }
    }
    return keys;
  }

  private static InvestTable.UserKey userKey(
      GroupEntry<InvestRequest, Outcome> entry, IdempotencyKey key) {
    return new InvestTable.UserKey(entry.request().user().value(), key.value());
  }
}
