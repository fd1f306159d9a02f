package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.gateway.ServiceInstances.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.ServiceInstance;

class ServiceInstancesTest {
  @Test
  void areOnePerAddressOfAName() throws Exception {
    InetAddress[] scaled = {InetAddress.getByName("10.0.0.2"), InetAddress.getByName("10.0.0.3")};

    assertThat(uris("http://write-api:8081", host -> scaled))
        .containsExactly("http://10.0.0.2:8081", "http://10.0.0.3:8081");
  }

  @Test
  void followTheNameAsContainersComeAndGo() throws Exception {
    AtomicReference<String> address = new AtomicReference<>("10.0.0.2");
    ServiceInstances instances =
        instances("http://a:1", host -> new InetAddress[] {InetAddress.getByName(address.get())});
    assertThat(uris(instances)).containsExactly("http://10.0.0.2:1");

    address.set("10.0.0.9");

    assertThat(uris(instances)).containsExactly("http://10.0.0.9:1");
  }

  @Test
  void countAProcessWithBothKindsOfAddressOnce() throws Exception {
    InetAddress[] both = {InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.1")};

    assertThat(uris("http://localhost:1", host -> both)).containsExactly("http://127.0.0.1:1");
  }

  @Test
  void mayHaveIpv6AddressesOnly() throws Exception {
    InetAddress[] v6 = {InetAddress.getByName("::1")};

    assertThat(uris("http://six:1", host -> v6)).containsExactly("http://[0:0:0:0:0:0:0:1]:1");
  }

  @Test
  void areThoseOfTheOtherNamesWhenOneIsUnknown() {
    Resolver resolver =
        host -> {
          if (host.equals("gone")) {
            throw new UnknownHostException(host);
          }
          return new InetAddress[] {InetAddress.getByName("10.0.0.2")};
        };

    assertThat(uris("http://gone:1,http://here:2", resolver)).containsExactly("http://10.0.0.2:2");
  }

  @Test
  void keepTheNameThatACertificateIsMadeOutTo() {
    assertThat(uris("https://secure", InetAddress::getAllByName))
        .containsExactly("https://secure:443");
  }

  @Test
  void areNoneForAnUnknownService() {
    assertThat(
            instances("http://127.0.0.1:1", InetAddress::getAllByName)
                .getInstances("mq-consumer")
                .collectList()
                .block(Duration.ofSeconds(5)))
        .isEmpty();
  }

  private static ServiceInstances instances(String writeApiUris, Resolver resolver) {
    return new ServiceInstances(
        GatewayPropertiesTest.bind(Map.of("openbell.gateway.write-api-uris", writeApiUris)),
        resolver);
  }

  private static List<String> uris(String writeApiUris, Resolver resolver) {
    return uris(instances(writeApiUris, resolver));
  }

  private static List<String> uris(ServiceInstances instances) {
    List<ServiceInstance> found =
        instances.getInstances("write-api").collectList().block(Duration.ofSeconds(5));
    return found.stream().map(instance -> instance.getUri().toString()).toList();
  }
}
