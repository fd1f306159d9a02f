package io.openbell.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.LoadBalancerClientsProperties;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Whether an instance takes requests. An instance that refuses the connection, or says that it is
 * not ready, does not. An instance that does not respond in time counts as busy for a few checks,
 * unless its last response was no. A crowd slows every instance down: taken out for that, none
 * would be left, and slow responses would become errors. The same holds for the first checks of a
 * gateway that has just started and is slow itself.
 */
@Component
class Readiness implements BiFunction<ServiceInstance, String, Mono<Boolean>>, DisposableBean {
  // Connections of its own: a check must not wait behind a crowd.
  private final ConnectionProvider connections = ConnectionProvider.create("readiness", 4);
  private final HttpClient client;
  private final Duration checkTimeout;
  private final int toleratedSilence;

  /**
   * Checks without a response since the last response. An instance that said no has used up all
   * that are tolerated.
   */
  private final Map<String, Integer> silence = new ConcurrentHashMap<>();

  Readiness(GatewayProperties properties, LoadBalancerClientsProperties loadBalancer) {
    this.client = HttpClient.create(connections);
    // The load balancer drops a check that takes the whole interval, so this must end earlier.
    this.checkTimeout = loadBalancer.getHealthCheck().getInterval().multipliedBy(9).dividedBy(10);
    this.toleratedSilence = properties.toleratedSilence();
  }

  @Override
  public Mono<Boolean> apply(ServiceInstance instance, String path) {
    return client
        .get()
        .uri(instance.getUri().resolve(path))
        .response((response, body) -> body.then(Mono.just(response.status().code() == 200)))
        .single()
        .onErrorReturn(false)
        .doOnNext(ready -> silence.put(instance.getInstanceId(), ready ? 0 : toleratedSilence))
        .timeout(checkTimeout, Mono.fromSupplier(() -> isTolerated(instance)));
  }

  @Override
  public void destroy() {
    connections.dispose();
  }

  private boolean isTolerated(ServiceInstance instance) {
    int checks = silence.merge(instance.getInstanceId(), 1, Integer::sum);
    return checks <= toleratedSilence;
  }
}
