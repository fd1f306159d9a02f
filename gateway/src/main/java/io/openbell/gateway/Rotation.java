package io.openbell.gateway;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.RequestData;
import org.springframework.cloud.client.loadbalancer.RequestDataContext;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.cloud.loadbalancer.core.DelegatingServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * The ready instances of one service. A request that is tried again goes to another instance than
 * the one that has just failed, when there is another. Every change of the rotation is logged,
 * once.
 */
final class Rotation extends DelegatingServiceInstanceListSupplier {
  private static final Logger log = LoggerFactory.getLogger(Rotation.class);

  private static final Comparator<ServiceInstance> BY_ID =
      Comparator.comparing(ServiceInstance::getInstanceId);

  private @Nullable Disposable changes;

  /** The rotation as last known, so that no request has to wait for it; null until it is known. */
  private volatile @Nullable List<ServiceInstance> current;

  Rotation(ServiceInstanceListSupplier ready) {
    super(ready);
  }

  @Override
  public Flux<List<ServiceInstance>> get() {
    List<ServiceInstance> known = current;
    return known == null ? sorted() : Flux.just(known);
  }

  private Flux<List<ServiceInstance>> sorted() {
    // Otherwise they come in the order in which they answered their checks, which always changes.
    return delegate.get().map(ready -> ready.stream().sorted(BY_ID).toList());
  }

  @Override
  @SuppressWarnings("rawtypes") // as inherited
  public Flux<List<ServiceInstance>> get(Request request) {
    ServiceInstance failed = triedBefore(request);
    return failed == null ? get() : get().map(ready -> otherThan(failed, ready));
  }

  private static @Nullable ServiceInstance triedBefore(Request<?> request) {
    if (!(request.getContext() instanceof RequestDataContext context)) {
      return null;
    }
    RequestData data = context.getClientRequest();
    if (data == null) {
      return null;
    }
    // Left in the exchange by the attempt before this one.
    Object last =
        data.getAttributes().get(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR);
    return last instanceof Response<?> response
            && response.getServer() instanceof ServiceInstance instance
        ? instance
        : null;
  }

  private static List<ServiceInstance> otherThan(
      ServiceInstance failed, List<ServiceInstance> ready) {
    List<ServiceInstance> others = ready.stream().filter(i -> !i.equals(failed)).toList();
    return others.isEmpty() ? ready : others;
  }

  @Override
  public void afterPropertiesSet() throws Exception {
    super.afterPropertiesSet();
    changes =
        sorted()
            .doOnNext(ready -> current = ready)
            .doFinally(end -> current = null)
            .map(ready -> ready.stream().map(ServiceInstance::getInstanceId).toList())
            .distinctUntilChanged()
            .subscribe(
                ready ->
                    log.info("event=rotation-changed service={} ready={}", getServiceId(), ready));
  }

  @Override
  public void destroy() throws Exception {
    Disposable subscribed = changes;
    if (subscribed != null) {
      subscribed.dispose();
    }
    super.destroy();
  }
}
