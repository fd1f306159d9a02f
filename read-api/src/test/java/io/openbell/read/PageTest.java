package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.api.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {

  @ParameterizedTest
  @CsvSource({"-1,20", "10000001,20", "2147483647,100", "-2147483648,1"})
  void aPageOutsideItsBoundsIsRefusedByName(int page, int size) {
    assertThatThrownBy(() -> new Page(page, size))
        .isInstanceOf(ApiException.class)
        .hasMessage("page: must be from 0 to 10000000");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,101", "0,-1", "10000000,2147483647"})
  void aSizeOutsideItsBoundsIsRefusedByName(int page, int size) {
    assertThatThrownBy(() -> new Page(page, size))
        .isInstanceOf(ApiException.class)
        .hasMessage("size: must be from 1 to 100");
  }

  @Test
  void theOffsetOfTheLastPossiblePageDoesNotOverflow() {
    assertThat(new Page(Page.MAX_PAGE, Page.MAX_SIZE).offset()).isEqualTo(1_000_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0,10,0,true", // nothing at all
    "0,10,9,true",
    "0,10,10,false", // there may be more
    "3,10,4,true",
    "3,10,10,false",
    "3,10,0,false", // beyond the end: how far is not known
  })
  void theTotalIsKnownOnlyWhenTheListEndsOnThisPage(int page, int size, int found, boolean known) {
    assertThat(new Page(page, size).endsWith(found)).isEqualTo(known);
  }
}
