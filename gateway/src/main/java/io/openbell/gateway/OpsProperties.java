package io.openbell.gateway;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operators' page.
 *
 * @param enabled whether there is one
 * @param gatewayUris management addresses of the gateways, one for each instance
 * @param writeApiUris of the write-apis
 * @param readApiUris of the read-apis
 * @param mqConsumerUris of the mq-consumers
 */
@ConfigurationProperties("openbell.ops")
record OpsProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("http://localhost:9080") List<URI> gatewayUris,
    @DefaultValue("http://localhost:9081") List<URI> writeApiUris,
    @DefaultValue("http://localhost:9082") List<URI> readApiUris,
    @DefaultValue("http://localhost:9083") List<URI> mqConsumerUris) {

  /** By service, in the order of the chain. */
  Map<String, List<URI>> instances() {
    Map<String, List<URI>> all = new LinkedHashMap<>();
    all.put("gateway", gatewayUris);
    all.put("write-api", writeApiUris);
    all.put("mq-consumer", mqConsumerUris);
    all.put("read-api", readApiUris);
    return all;
  }
}
