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
 * Whether an instance takes requests. One that refuses the connection or says it is not ready does
 * not. One that says nothing in time is believed to be busy for a few checks, unless its last word
 * was no: a crowd that slows every instance down must not empty the rotation, which would turn slow
 * answers into none, and neither must our own first checks, made while this JVM is cold.
 */
@Component
class Readiness implements BiFunction<ServiceInstance, String, Mono<Boolean>>, DisposableBean {
  // Connections of its own: a check must not wait behind the crowd.
  private final ConnectionProvider connections = ConnectionProvider.create("readiness", 4);
  private final HttpClient client;
  private final Duration patience;
  private final int toleratedSilence;

  /** Silent checks since the last answer. An instance that said no has no silence left to use. */
  private final Map<String, Integer> silence = new ConcurrentHashMap<>();

  Readiness(GatewaySettings settings, LoadBalancerClientsProperties loadBalancer) {
    this.client = HttpClient.create(connections);
    // The load balancer drops a check that takes the whole interval; this must know before.
    this.patience = loadBalancer.getHealthCheck().getInterval().multipliedBy(9).dividedBy(10);
    this.toleratedSilence = settings.toleratedSilence();
  }

  @Override
  public Mono<Boolean> apply(ServiceInstance instance, String path) {
    return client
        .get()
        .uri(instance.getUri().resolve(path))
        .response((answer, body) -> body.then(Mono.just(answer.status().code() == 200)))
        .single()
        .onErrorReturn(false)
        .doOnNext(ready -> silence.put(instance.getInstanceId(), ready ? 0 : toleratedSilence))
        .timeout(patience, Mono.fromSupplier(() -> isTolerated(instance)));
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
