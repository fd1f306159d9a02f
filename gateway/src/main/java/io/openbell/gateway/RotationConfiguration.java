package io.openbell.gateway;

import org.springframework.cloud.loadbalancer.core.HealthCheckServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * How the load balancer finds the instances of one service: from the configured addresses it takes
 * the ready ones. Spring Cloud creates it once for each service, in a context of its own; a
 * component scan must not find it, so it is not annotated with {@code @Configuration}.
 */
class RotationConfiguration {
  @Bean
  ServiceInstanceListSupplier rotation(
      ConfigurableApplicationContext context,
      LoadBalancerClientFactory factory,
      Readiness readiness) {
    return ServiceInstanceListSupplier.builder()
        .withDiscoveryClient()
        .with((c, known) -> new HealthCheckServiceInstanceListSupplier(known, factory, readiness))
        .with((c, ready) -> new Rotation(ready))
        .build(context);
  }
}
