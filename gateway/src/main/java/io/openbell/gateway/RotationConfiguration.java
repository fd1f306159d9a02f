package io.openbell.gateway;

import org.springframework.cloud.loadbalancer.core.HealthCheckServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.LoadBalancerClientFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * How the load balancer finds the instances of one service: configured addresses, of these the
 * ready ones. Read once per service, in a context of its own, so it is no {@code @Configuration}
 * that a scan would find.
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
