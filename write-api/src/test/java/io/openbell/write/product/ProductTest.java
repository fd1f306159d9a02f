package io.openbell.write.product;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductTest {
  private static final Instant START = Instant.parse("2026-11-20T01:00:00Z");
  private static final Instant END = START.plusSeconds(60);

  @ParameterizedTest
  @CsvSource({"'', 1, 60", "' ', 1, 60", "a, 0, 60", "a, -1, 60", "a, 1, 0", "a, 1, -1"})
  void aProductThatTheSchemaWouldRefuseCannotBeMade(String title, long total, long seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product(title, total, START, START.plusSeconds(seconds), START));
  }

  @Test
  void aTitleOfFiveHundredCharactersFitsAndOneMoreDoesNot() {
    new Product("t".repeat(500), 1, START, END, START);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Product("t".repeat(501), 1, START, END, START));
  }
}
