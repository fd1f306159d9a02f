package io.openbell.write.desk;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.invest.Admission;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides a group and commits it: known keys, decision, PENDING logs, and last the guarded UPDATE,
 * so that the hot row is locked for as short as can be. Nothing is written unless all of it is.
 */
@Component
class GroupTransaction {
  private static final Logger log = LoggerFactory.getLogger(GroupTransaction.class);
  private static final int GUARD_ATTEMPTS = 3;

  private final InvestTable table;
  private final LogIds logIds;
  private final CommittedFigures figures;
  private final HaltedProducts halted;
  private final TransactionTemplate transaction;
  private final DeskProperties properties;

  GroupTransaction(
      InvestTable table,
      LogIds logIds,
      CommittedFigures figures,
      HaltedProducts halted,
      PlatformTransactionManager transactions,
      DeskProperties properties) {
    this.table = table;
    this.logIds = logIds;
    this.figures = figures;
    this.halted = halted;
    this.properties = properties;
    this.transaction = new TransactionTemplate(transactions);
    this.transaction.setTimeout(
        Math.toIntExact(Math.max(1, properties.transactionTimeout().toSeconds())));
  }

  /**
   * Decides these requests for one product in their order and commits what was accepted.
   *
   * <p>When the guard refuses, somebody without the lock has reserved in between (a lease that ran
   * out): the group is decided again on what is there now. When the database has gone back, nothing
   * is written, and who asks for something new is told that the product is halted.
   *
   * @throws DataIntegrityViolationException when a constraint refuses the group; nothing is written
   * @throws RuntimeException of the database when it is away; whether the commit took place is then
   *     unknown
   */
  CommittedGroup commit(long productId, List<InvestRequest> group) {
    HaltedProducts.Sighting seen = halted.newest(productId);
    for (int attempt = 1; attempt <= GUARD_ATTEMPTS; attempt++) {
      try {
        CommittedGroup committed =
            requireNonNull(transaction.execute(status -> decideAndWrite(productId, group, seen)));
        shown(committed.figures());
        return committed;
      } catch (GuardRefusedException e) {
        log.warn("event=guard-refused product={} size={}", productId, group.size());
      }
    }
    Answer[] busy = new Answer[group.size()];
    Arrays.fill(busy, new Answer.Busy());
    return new CommittedGroup(List.of(busy), null, null, CommittedGroup.Standing.ON_OFFER);
  }

  /** Remembers what Redis shows of a product: somebody has committed it. */
  void shown(@Nullable LiveFigures committed) {
    if (committed != null) {
      halted.saw(committed);
    }
  }

  /**
   * The first answers to those of these requests whose key is known, without a lock; null for the
   * others.
   */
  List<@Nullable Answer> replay(List<InvestRequest> requests) {
    Map<InvestTable.UserKey, InvestTable.Known> known = table.known(keysOf(requests));
    List<@Nullable Answer> answers = new ArrayList<>(requests.size());
    for (InvestRequest request : requests) {
      answers.add(answerKnown(request, known));
    }
    return answers;
  }

  private CommittedGroup decideAndWrite(
      long productId, List<InvestRequest> group, HaltedProducts.@Nullable Sighting seen) {
    List<@Nullable Answer> answers = replay(group);
    List<InvestRequest> fresh = new ArrayList<>(group.size());
    for (int i = 0; i < group.size(); i++) {
      if (answers.get(i) == null) {
        fresh.add(group.get(i));
      }
    }
    InvestTable.Standing standing = table.standingOf(productId).orElse(null);
    if (halted.isHalted(productId, seen, standing == null ? null : standing.sighting())) {
      return nothingWritten(answers, new Answer.Halted(), CommittedGroup.Standing.ON_OFFER);
    }
    return standing == null
        ? nothingWritten(
            answers, refused(new Refusal.NotExistProduct()), CommittedGroup.Standing.UNKNOWN)
        : decideAndWrite(productId, standing, answers, fresh);
  }

  private static CommittedGroup nothingWritten(
      List<@Nullable Answer> known, Answer fresh, CommittedGroup.Standing standing) {
    List<Answer> answers = known.stream().map(answer -> requireNonNullElse(answer, fresh)).toList();
    return new CommittedGroup(answers, null, null, standing);
  }

  private CommittedGroup decideAndWrite(
      long productId,
      InvestTable.Standing standing,
      List<@Nullable Answer> answers,
      List<InvestRequest> fresh) {
    halted.saw(productId, standing.sighting());
    List<Outcome> outcomes = Admission.decide(standing.offer(), standing.now(), fresh);
    List<InvestTable.NewLog> logs = newLogs(fresh, outcomes);
    long sum = 0;
    for (InvestTable.NewLog log : logs) {
      sum = Math.addExact(sum, log.amount());
    }
    LiveFigures after = null;
    if (!logs.isEmpty()) {
      Instant now = standing.now();
      table.insertPending(logs, now, now.plus(properties.relayAfter()));
      if (!table.reserve(productId, sum)) {
        throw new GuardRefusedException();
      }
      after = figures.of(List.of(productId)).get(0);
    }
    long reserved = after == null ? standing.offer().reserved() : after.reserved();
    return new CommittedGroup(
        fill(answers, outcomes.stream().map(GroupTransaction::toAnswer).toList()),
        logs.isEmpty() ? null : event(productId, standing.now(), logs),
        after,
        reserved == standing.offer().total()
            ? CommittedGroup.Standing.SOLD_OUT
            : CommittedGroup.Standing.ON_OFFER);
  }

  private List<InvestTable.NewLog> newLogs(List<InvestRequest> requests, List<Outcome> outcomes) {
    List<InvestTable.NewLog> logs = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Accepted accepted) {
        logs.add(new InvestTable.NewLog(logIds.next(), requests.get(i), accepted.amount()));
      }
    }
    return logs;
  }

  private static InvestmentsAccepted event(
      long productId, Instant acceptedAt, List<InvestTable.NewLog> logs) {
    return new InvestmentsAccepted(
        UUID.randomUUID().toString(),
        productId,
        acceptedAt,
        logs.stream()
            .map(
                log ->
                    new InvestmentsAccepted.Investment(
                        log.logId(),
                        log.request().user().value(),
                        log.amount(),
                        log.request().correlationId(),
                        acceptedAt))
            .toList());
  }

  private static List<InvestTable.UserKey> keysOf(List<InvestRequest> requests) {
    List<InvestTable.UserKey> keys = new ArrayList<>();
    for (InvestRequest request : requests) {
      if (request.key() != null) {
        keys.add(new InvestTable.UserKey(request.user().value(), request.key().value()));
      }
    }
    return keys;
  }

  private static @Nullable Answer answerKnown(
      InvestRequest request, Map<InvestTable.UserKey, InvestTable.Known> known) {
    if (request.key() == null) {
      return null;
    }
    InvestTable.Known first =
        known.get(new InvestTable.UserKey(request.user().value(), request.key().value()));
    if (first == null) {
      return null;
    }
    return first.fingerprint().equals(request.fingerprint())
        ? new Answer.Invested(first.amount())
        : new Answer.KeyReused();
  }

  private static Answer toAnswer(Outcome outcome) {
    if (outcome instanceof Outcome.Accepted accepted) {
      return new Answer.Invested(accepted.amount());
    }
    return refused(((Outcome.Refused) outcome).refusal());
  }

  private static Answer refused(Refusal refusal) {
    return new Answer.Refused(refusal);
  }

  private static List<Answer> fill(List<@Nullable Answer> known, List<Answer> fresh) {
    List<Answer> all = new ArrayList<>(known.size());
    int next = 0;
    for (Answer answer : known) {
      all.add(answer == null ? fresh.get(next++) : answer);
    }
    return all;
  }

  /** Rolls the group's transaction back. */
  private static final class GuardRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GuardRefusedException() {
      super("the amount is no longer there", null, false, false);
    }
  }
}
