package io.openbell.gateway;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The other origins whose pages may use the contract from a browser; none by default. The gateway
 * does not start with a value that no browser would send as an origin.
 *
 * @param allowedOrigins each like {@code https://shop.example}, as browsers write it
 */
@ConfigurationProperties("openbell.gateway")
record AllowedOriginsProperties(@DefaultValue List<String> allowedOrigins) {
  AllowedOriginsProperties {
    for (String origin : allowedOrigins) {
      if (!isOrigin(origin)) {
        throw new IllegalArgumentException(
            "openbell.gateway.allowed-origins: must be like https://host or http://host:port, in"
                + " lower case and without a path, not "
                + origin);
      }
    }
  }

  private static boolean isOrigin(String origin) {
    try {
      URI uri = URI.create(origin);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && origin.equals(uri.getScheme() + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port);
    } catch (IllegalArgumentException notEvenAnAddress) {
      return false;
    }
  }
}
