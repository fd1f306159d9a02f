package io.openbell.core.order;

import static io.openbell.core.order.OrderStatus.CANCELLED;
import static io.openbell.core.order.OrderStatus.CREATED;
import static io.openbell.core.order.OrderStatus.EXPIRED;
import static io.openbell.core.order.OrderStatus.PAID;
import static io.openbell.core.order.OrderStatus.PAYING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OrderStatusTest {
  private static final Map<OrderStatus, Set<OrderStatus>> MAY_BECOME =
      Map.of(
          CREATED, Set.of(PAYING, CANCELLED, EXPIRED),
          PAYING, Set.of(PAID, CANCELLED),
          PAID, Set.of(),
          CANCELLED, Set.of(),
          EXPIRED, Set.of());

  static Stream<Arguments> everyPair() {
    return Stream.of(OrderStatus.values())
        .flatMap(from -> Stream.of(OrderStatus.values()).map(to -> Arguments.of(from, to)));
  }

  @Test
  void theTableSpeaksOfEveryStatus() {
    assertThat(MAY_BECOME).containsOnlyKeys(OrderStatus.values());
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("everyPair")
  void anOrderGoesOnlyWhereItMayGo(OrderStatus from, OrderStatus to) {
    assertThat(from.mayBecome(to)).isEqualTo(MAY_BECOME.get(from).contains(to));
  }
}
