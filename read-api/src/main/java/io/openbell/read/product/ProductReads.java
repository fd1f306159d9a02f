package io.openbell.read.product;

import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The live products for callers that must not block: at once when they are in memory; otherwise
 * they are loaded on a thread that may block.
 */
@Component
class ProductReads {
  private final LiveProducts products;
  private final Scheduler loading;

  ProductReads(LiveProducts products, AsyncTaskExecutor readExecutor) {
    this.products = products;
    this.loading = Schedulers.fromExecutor(readExecutor);
  }

  /** Every product not finished, by id, newest first. */
  Mono<Map<Long, LiveProduct>> notFinished() {
    return Mono.defer(
        () -> {
          Map<Long, LiveProduct> inMemory = products.notFinishedInMemory();
          return inMemory == null ? load(products::notFinished) : Mono.just(inMemory);
        });
  }

  /** One product, or nothing. */
  Mono<LiveProduct> byId(long productId) {
    return notFinished()
        .flatMap(all -> Mono.justOrEmpty(all.get(productId)))
        .switchIfEmpty(load(() -> products.byId(productId)).flatMap(Mono::justOrEmpty));
  }

  private <T> Mono<T> load(Callable<T> what) {
    return Mono.fromCallable(what).subscribeOn(loading);
  }
}
