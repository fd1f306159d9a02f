package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rules between the modules that go by what the sources say: of a constant that javac has
 * copied, a class file does not show whose it was.
 */
class SourceRulesTest {
  private static final String CORE = "io.openbell.core.";

  private static final Map<String, List<Source>> SERVICES =
      Stream.of("gateway", "write-api", "read-api", "mq-consumer")
          .collect(Collectors.toMap(Function.identity(), Source::ofModule));

  // --- core

  /** What decides is in core because it is pure, which core's own ArchitectureTest watches. */
  private static final Set<String> DECISION =
      Set.of(
          "invest.Admission", // decides
          "invest.Offer", // of what
          "invest.Outcome", // that yes
          "invest.Refusal", // or why not
          "order.Checkout", // and for orders: decides
          "order.OfferedItem",
          "order.Outcome",
          "order.Refusal",
          "coupon.Issuance", // and for coupons: decides
          "coupon.OfferedCoupon",
          "coupon.Holding",
          "coupon.Outcome",
          "coupon.Refusal");

  /** Needed by one service and by what core does for all of them, and why. */
  private static final Map<String, String> ALSO_CORES_OWN =
      Map.of(
          "api.ClientLeftException", "the gateway throws it, core's LeftClients counts it",
          "api.CorrelationId", "mq-consumer logs it, core's RequestLog makes it",
          "api.ErrorObserver", "write-api is one, core's ErrorResponses tells it",
          "api.ErrorTranslator", "the gateway is one, core's DatabaseErrors is another",
          "api.WholeNumbers",
              "write-api reads ids in paths, core's ApiConfiguration all parameters",
          "broker.Event", "mq-consumer takes any, core's ConfirmedPublisher sends any",
          "broker.UnreadableMessageException", "core's MessageCodec throws it",
          "item.ItemStatus", "read-api asks for one, core's ItemView shows it",
          "request.PlainText", "write-api's titles must be, core's UserId must be");

  private static List<String> servicesThatUse(String type) {
    return SERVICES.entrySet().stream()
        .filter(service -> service.getValue().stream().anyMatch(source -> source.uses(type)))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The public types of these sources that fewer than two services use. */
  private static Set<String> unshared(List<Source> core) {
    return core.stream()
        .flatMap(source -> source.publicTypes().stream())
        .filter(type -> servicesThatUse(type).size() < 2)
        .map(type -> type.substring(CORE.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * A public type of core is named in the code of two services, or is part of the decision, or is
   * in the list above. That core uses it, too, is no reason by itself: so did a configuration that
   * brought each service the queries of one. The list has nothing that needs no reason.
   */
  @Test
  void coreIsWhatTwoServicesShare() {
    Set<String> known = new TreeSet<>(DECISION);
    known.addAll(ALSO_CORES_OWN.keySet());
    assertThat(unshared(Source.ofModule("core"))).isEqualTo(known);
  }

  @Test
  void whatOnlyOneServiceOrOnlyCoreUsesWouldBeFound() {
    assertThat(servicesThatUse(CORE + "product.ProductTopics")) // a constant
        .containsExactly("read-api", "write-api");
    assertThat(servicesThatUse(CORE + "database.FullDisk")).isEmpty();
    assertThat(
            unshared(
                List.of(
                    Source.of("package io.openbell.core.invest; public class Admission {}"),
                    Source.of("package io.openbell.core.invest; class Hidden {}"),
                    Source.of("package io.openbell.core.invest; public record OfNobody() {}"),
                    Source.of("package io.openbell.core.api; public enum ApiCode {}"))))
        .containsExactly("invest.Admission", "invest.OfNobody");
  }

  // --- the gateway

  private static final List<String> NOT_THE_GATEWAYS =
      List.of(
          "io.openbell.core.product",
          "io.openbell.core.invest",
          "io.openbell.core.broker",
          "io.openbell.core.figures",
          "io.openbell.core.database",
          "jakarta.persistence",
          "java.sql",
          "javax.sql",
          "org.springframework.jdbc",
          "org.springframework.data",
          "org.springframework.amqp");

  private static List<String> domainAndDatabaseIn(List<Source> sources) {
    return sources.stream()
        .flatMap(source -> NOT_THE_GATEWAYS.stream().map(source::namesOf).flatMap(List::stream))
        .toList();
  }

  @Test
  void theGatewayNamesNoDomainAndNoDatabase() {
    List<Source> gateway = Source.ofModule("gateway");
    assertThat(gateway).hasSizeGreaterThan(20);
    assertThat(domainAndDatabaseIn(gateway)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import io.openbell.core.product.UnlistedProducts; class A {}",
        "import io.openbell.core.invest.*; class A {}",
        "import static io.openbell.core.product.ProductTopics.PRODUCT_REGISTERED; class A {}",
        "class A { String s = io.openbell.core.broker.BrokerTopology.FINALIZE_QUEUE; }",
        "class A { java.sql.Connection c; }",
        "class A { @org.springframework.data.jpa.repository.Query void a() {} }",
        "@org.springframework.amqp.rabbit.annotation.RabbitListener class A {}",
        "class A { String s = \"/**\"; Object o = (javax.sql.DataSource) null; /* */ }",
        "import org.springframework.jdbc.core.JdbcTemplate; class A {}"
      })
  void aGatewayThatNamedOneWouldBeFound(String offender) {
    assertThat(domainAndDatabaseIn(List.of(Source.of("package io.openbell.gateway; " + offender))))
        .isNotEmpty();
  }

  @Test
  void whatIsOnlySpokenOfInACommentIsNotUsed() {
    Source source =
        Source.of(
            """
            package io.openbell.gateway;
            import io.openbell.core.api.ApiCode;
            /** Not {@link ApiCode}, nor java.sql.Connection. */
            class A {} // java.sql.Connection
            """);
    assertThat(domainAndDatabaseIn(List.of(source))).isEmpty();
    assertThat(source.uses(CORE + "api.ApiCode")).isFalse();
  }
}
