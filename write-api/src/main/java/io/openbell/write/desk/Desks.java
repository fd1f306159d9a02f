package io.openbell.write.desk;

import io.openbell.write.disk.DatabaseDisk;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The desks of all features, and the threads they share. */
@Component
public class Desks implements DisposableBean {
  private final List<Desk<?, ?>> desks = new CopyOnWriteArrayList<>();
  private final ExecutorService threads;
  private final Equipment equipment;

  Desks(LaneLock lock, DatabaseDisk disk, DeskMeters meters, DeskProperties properties) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            properties.threads(), work -> new Thread(work, "desk-" + number.incrementAndGet()));
    this.equipment =
        new Equipment(
            lock, threads, System::nanoTime, this::waiting, disk::isFull, meters, properties);
    meters.showWaiting(this::waiting);
  }

  /**
   * Opens a feature's desk. Once for each feature.
   *
   * @param name of the feature, for locks and logs
   * @param backlog whether it may take requests now
   */
  public <R extends DeskRequest, T> Desk<R, T> open(
      String name, GroupCommit<R, T> feature, Backlog backlog) {
    Desk<R, T> desk = new Desk<>(name, feature, backlog, equipment);
    desks.add(desk);
    return desk;
  }

  private int waiting() {
    int waiting = 0;
    for (Desk<?, ?> desk : desks) {
      waiting += desk.waiting();
    }
    return waiting;
  }

  @Scheduled(fixedDelay = 250, timeUnit = TimeUnit.MILLISECONDS)
  void answerOverdue() {
    desks.forEach(Desk::answerOverdue);
  }

  @Override
  public void destroy() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
  }
}
