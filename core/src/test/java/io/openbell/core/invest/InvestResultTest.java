package io.openbell.core.invest;

import static io.openbell.core.invest.InvestResult.FAIL;
import static io.openbell.core.invest.InvestResult.PENDING;
import static io.openbell.core.invest.InvestResult.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InvestResultTest {
  private static final Map<InvestResult, Set<InvestResult>> MAY_BECOME =
      Map.of(PENDING, Set.of(SUCCESS, FAIL), SUCCESS, Set.of(), FAIL, Set.of());

  static Stream<Arguments> everyPair() {
    return Stream.of(InvestResult.values())
        .flatMap(from -> Stream.of(InvestResult.values()).map(to -> Arguments.of(from, to)));
  }

  @Test
  void theTableSpeaksOfEveryResult() {
    assertThat(MAY_BECOME).containsOnlyKeys(InvestResult.values());
  }

  @ParameterizedTest(name = "{0} to {1}")
  @MethodSource("everyPair")
  void anInvestmentLeavesPendingOnceAndForGood(InvestResult from, InvestResult to) {
    assertThat(from.mayBecome(to)).isEqualTo(MAY_BECOME.get(from).contains(to));
  }
}
