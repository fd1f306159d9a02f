package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ListingTest {

  @Test
  void aListHasItsCountFirst() {
    assertThat(JsonMapper.builder().build().writeValueAsString(new Listing<>(3, List.of("a"))))
        .isEqualTo("{\"totalCount\":3,\"list\":[\"a\"]}");
  }
}
