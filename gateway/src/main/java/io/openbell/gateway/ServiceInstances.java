package io.openbell.gateway;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.ReactiveDiscoveryClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The instances of a service, from the configured addresses. A host name with several addresses
 * (scaled containers, a headless service) stands for one instance each, so that each is checked,
 * chosen and avoided by itself. If the name were one instance, a check would ask any one of its
 * addresses, and one container that is not ready would take all of them out. The load balancer asks
 * again every few seconds, so containers may come and go.
 *
 * <p>IPv6 addresses count only where there is no IPv4 one, else one process would be two instances.
 * Behind https the name stays, because the certificate is made out to it.
 */
@Component
class ServiceInstances implements ReactiveDiscoveryClient {
  private static final Logger log = LoggerFactory.getLogger(ServiceInstances.class);

  /** Finds the addresses of a name. */
  interface Resolver {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private final Map<String, List<URI>> services;
  private final Resolver resolver;
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  @Autowired
  ServiceInstances(GatewayProperties properties) {
    this(properties, InetAddress::getAllByName);
  }

  ServiceInstances(GatewayProperties properties, Resolver resolver) {
    this.services =
        Map.of(
            Routes.READ_API, properties.readApiUris(), Routes.WRITE_API, properties.writeApiUris());
    this.resolver = resolver;
  }

  @Override
  public String description() {
    return "openbell.gateway.*-uris";
  }

  @Override
  public Flux<String> getServices() {
    return Flux.fromIterable(services.keySet());
  }

  @Override
  public Flux<ServiceInstance> getInstances(String serviceId) {
    return Flux.fromIterable(services.getOrDefault(serviceId, List.of()))
        .concatMap(uri -> instancesAt(serviceId, uri))
        .distinct();
  }

  private Flux<ServiceInstance> instancesAt(String serviceId, URI uri) {
    if (uri.getScheme().equals("https")) {
      return Flux.just(instance(serviceId, uri, uri.getHost()));
    }
    // Looking addresses up blocks.
    return Mono.fromCallable(() -> addressesOf(uri.getHost()))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMapIterable(addresses -> addresses)
        .map(address -> instance(serviceId, uri, address));
  }

  private List<String> addressesOf(String host) {
    InetAddress[] all;
    try {
      all = resolver.addressesOf(host);
      unknown.remove(host);
    } catch (UnknownHostException e) {
      if (unknown.add(host)) {
        log.warn("event=host-unknown host={}", host);
      }
      return List.of();
    }
    List<InetAddress> v4 = Arrays.stream(all).filter(Inet4Address.class::isInstance).toList();
    return (v4.isEmpty() ? Arrays.asList(all) : v4)
        .stream().map(ServiceInstances::literal).toList();
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet4Address ? text : "[" + text + "]";
  }

  private static ServiceInstance instance(String serviceId, URI uri, String host) {
    boolean secure = uri.getScheme().equals("https");
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return new DefaultServiceInstance(host + ":" + port, serviceId, host, port, secure);
  }
}
