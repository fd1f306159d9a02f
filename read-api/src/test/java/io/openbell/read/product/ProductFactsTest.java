package io.openbell.read.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProductFactsTest {
  private static final Instant START = Instant.parse("2026-11-20T01:00:00Z");
  private static final Instant END = START.plusSeconds(60);

  @Test
  void aProductIsOpenFromItsStartUntilJustBeforeItsEnd() {
    ProductFacts facts = new ProductFacts(7, "a", 1, START, END);
    assertThat(facts.isOpenAt(START.minusNanos(1))).isFalse();
    assertThat(facts.isOpenAt(START)).isTrue();
    assertThat(facts.isOpenAt(END.minusNanos(1))).isTrue();
    assertThat(facts.isOpenAt(END)).isFalse();
  }
}
