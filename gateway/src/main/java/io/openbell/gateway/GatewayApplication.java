package io.openbell.gateway;

import io.openbell.core.api.ApiConfiguration;
import io.openbell.core.api.HttpThreads;
import io.openbell.core.drain.Drain;
import io.openbell.core.warmup.WarmUpConfiguration;
import java.security.Security;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.context.annotation.Import;

/** Starts the gateway. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@Import({ApiConfiguration.class, WarmUpConfiguration.class, Drain.class})
@LoadBalancerClients(defaultConfiguration = RotationConfiguration.class)
public class GatewayApplication {

  /** Runs until the process is told to stop. */
  public static void main(String[] args) {
    // The same under every locale: a Turkish one would spell names of the program with a dotless i.
    Locale.setDefault(Locale.ENGLISH);
    // The JVM remembers addresses for 30 s by itself (and failures for 10): too long when instances
    // come and go behind one name. Seconds; ServiceInstances asks more rarely than this.
    Security.setProperty("networkaddress.cache.ttl", "2");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    HttpThreads.arrange();
    SpringApplication.run(GatewayApplication.class, args);
  }
}
