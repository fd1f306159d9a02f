package io.openbell.write.desk;

import io.openbell.core.figures.RedisFigures;
import io.openbell.core.invest.Refusal;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The desks of all products, and the threads they share. The only entrance for investments.
 *
 * <p>{@link #submit} never blocks. Every request is answered within about {@code max-wait} and the
 * bounds of lock and transaction, whatever is down.
 */
@Component
public class Desks implements DisposableBean {
  private final ConcurrentHashMap<Long, Desk> desks = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<InvestTable.UserKey, InvestRequest> inFlight =
      new ConcurrentHashMap<>();
  private final ExecutorService threads;
  private final Desk.Equipment equipment;
  private final DeskMeters meters;
  private final Intake intake;

  Desks(
      ProductLock lock,
      GroupTransaction transaction,
      RedisFigures figures,
      GroupListener listener,
      Intake intake,
      DeskMeters meters,
      DeskProperties properties) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            properties.threads(), work -> new Thread(work, "desk-" + number.incrementAndGet()));
    this.intake = intake;
    this.equipment =
        new Desk.Equipment(
            lock,
            transaction,
            figures,
            listener,
            threads,
            System::nanoTime,
            this::waiting,
            properties);
    this.meters = meters;
    meters.showWaiting(this::waiting);
  }

  /** Brings the request to its product's desk; the future completes with its one answer. */
  public CompletableFuture<Answer> submit(InvestRequest request) {
    if (request.productId() <= 0) {
      return CompletableFuture.completedFuture(new Answer.Refused(new Refusal.NotExistProduct()));
    }
    Answer closed = intake.closed();
    if (closed != null) {
      return CompletableFuture.completedFuture(closed);
    }
    if (request.key() == null) {
      return deskOf(request.productId()).submit(request);
    }
    InvestTable.UserKey key =
        new InvestTable.UserKey(request.user().value(), request.key().value());
    if (inFlight.putIfAbsent(key, request) != null) {
      return CompletableFuture.completedFuture(new Answer.KeyInUse());
    }
    return deskOf(request.productId())
        .submit(request)
        .whenComplete((answer, error) -> inFlight.remove(key));
  }

  private int waiting() {
    return desks.values().stream().mapToInt(Desk::waiting).sum();
  }

  // A desk of an unknown product goes at once, or made-up ids would fill the memory.
  private Desk deskOf(long productId) {
    return desks.computeIfAbsent(
        productId, id -> new Desk(id, equipment, meters, () -> desks.remove(productId)));
  }

  @Scheduled(fixedDelay = 250, timeUnit = TimeUnit.MILLISECONDS)
  void answerOverdue() {
    desks.values().forEach(Desk::answerOverdue);
    if (intake.closed() instanceof Answer.DiskFull full) {
      desks.values().forEach(desk -> desk.answerAllWaiting(full));
    }
  }

  /** The products that have a desk here. */
  Set<Long> open() {
    return Set.copyOf(desks.keySet());
  }

  @Override
  public void destroy() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
  }
}
