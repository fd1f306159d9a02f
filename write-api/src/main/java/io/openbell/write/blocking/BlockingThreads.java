package io.openbell.write.blocking;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The threads of requests that block on the database and stand at no desk. Few, because each holds
 * a connection: a crowd that charges points waits here, and takes no connections from the desks.
 */
@Component
public class BlockingThreads implements DisposableBean {
  private final Scheduler threads;
  private final long maxWaitNanos;

  BlockingThreads(BlockingProperties properties) {
    this.threads =
        Schedulers.newBoundedElastic(
            properties.threads(),
            properties.maxQueue() / properties.threads(), // for each thread its share
            "blocking",
            60,
            true);
    this.maxWaitNanos = properties.maxWait().toNanos();
  }

  /**
   * Does this when it is its turn. Who would wait too long, or behind too many, is told {@code
   * BUSY}; then it is not done.
   */
  public <T> Mono<T> run(Callable<T> work) {
    return Mono.defer(
        () -> {
          long asked = System.nanoTime();
          return Mono.fromCallable(
                  () -> {
                    if (System.nanoTime() - asked > maxWaitNanos) {
                      throw new ApiException(ApiCode.BUSY);
                    }
                    return work.call();
                  })
              .subscribeOn(threads)
              .onErrorMap(
                  RejectedExecutionException.class, rejected -> new ApiException(ApiCode.BUSY));
        });
  }

  @Override
  public void destroy() {
    threads.dispose();
  }
}
