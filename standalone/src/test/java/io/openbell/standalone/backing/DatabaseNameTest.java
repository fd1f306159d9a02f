package io.openbell.standalone.backing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "A", "a-b", "a;drop database b", "../a", "a b", "a\n"})
  void whatCouldMeanSomethingInSqlAPathOrAUrlIsRefused(String name) {
    assertThatThrownBy(() -> new DatabaseName(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void freshNamesDiffer() {
    assertThat(DatabaseName.fresh()).isNotEqualTo(DatabaseName.fresh());
  }
}
