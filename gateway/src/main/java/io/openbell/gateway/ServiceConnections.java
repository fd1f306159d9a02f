package io.openbell.gateway;

import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.config.HttpClientFactory;
import org.springframework.cloud.gateway.config.HttpClientProperties;
import org.springframework.cloud.gateway.config.HttpClientSslConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.ConnectionProvider;

/** The connections to the services, where Spring Cloud Gateway's properties say too little. */
@Configuration(proxyBeanMethods = false)
class ServiceConnections {
  /**
   * Ends a response whose body stops coming; Spring Cloud Gateway's own timeout is for the headers
   * only. A stream must therefore send something, a heartbeat, within the response timeout.
   */
  @Bean
  HttpClientCustomizer stalledBodies(HttpClientProperties properties) {
    return client -> client.responseTimeout(properties.getResponseTimeout());
  }

  /** Bounds the queue for a connection, which Spring Cloud Gateway leaves without a bound. */
  @Bean
  HttpClientFactory boundedHttpClient(
      GatewayProperties gateway,
      HttpClientProperties properties,
      ServerProperties server,
      HttpClientSslConfigurer ssl,
      List<HttpClientCustomizer> customizers) {
    return new HttpClientFactory(properties, server, ssl, customizers) {
      @Override
      protected ConnectionProvider buildConnectionProvider(HttpClientProperties configured) {
        ConnectionProvider unbounded = super.buildConnectionProvider(configured);
        ConnectionProvider.Builder builder = unbounded.mutate();
        if (builder == null) {
          throw new IllegalStateException("httpclient.pool.type must not be DISABLED");
        }
        return builder.pendingAcquireMaxCount(gateway.maxPendingConnects()).build();
      }
    };
  }
}
