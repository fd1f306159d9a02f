package io.openbell.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The gateway's own properties; {@code application.yml} describes each. The gateway does not start
 * with an address that is not valid.
 *
 * @param readApiUris where read-api runs; a name with several addresses stands for as many
 *     instances
 * @param writeApiUris where write-api runs, likewise
 * @param maxBody longest request body that is passed on
 * @param bodyTimeout longest wait for a whole request body
 * @param maxRetries how often a GET is tried again; 0: never
 * @param retryBackoff wait before the first retry, doubled for each further one
 * @param maxPendingConnects requests that may wait for a connection to one instance
 * @param toleratedSilence readiness checks in a row that may time out before an instance leaves the
 *     rotation
 */
@ConfigurationProperties("openbell.gateway")
record GatewayProperties(
    @DefaultValue("http://localhost:8082") List<URI> readApiUris,
    @DefaultValue("http://localhost:8081") List<URI> writeApiUris,
    @DefaultValue("16KB") DataSize maxBody,
    @DefaultValue("10s") Duration bodyTimeout,
    @DefaultValue("2") int maxRetries,
    @DefaultValue("20ms") Duration retryBackoff,
    @DefaultValue("4000") int maxPendingConnects,
    @DefaultValue("10") int toleratedSilence) {

  GatewayProperties {
    check("read-api-uris", readApiUris);
    check("write-api-uris", writeApiUris);
  }

  private static void check(String name, List<URI> uris) {
    if (uris.isEmpty()) {
      throw new IllegalArgumentException("openbell.gateway." + name + ": must not be empty");
    }
    for (URI uri : uris) {
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!http || uri.getHost() == null || !List.of("", "/").contains(uri.getRawPath())) {
        throw new IllegalArgumentException(
            "openbell.gateway." + name + ": must be like http://host:port, not " + uri);
      }
    }
  }
}
