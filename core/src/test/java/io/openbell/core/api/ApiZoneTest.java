package io.openbell.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiZoneTest {
  private static final ApiZone SEOUL = new ApiZone(ZoneId.of("Asia/Seoul"));
  private static final ApiZone NEW_YORK = new ApiZone(ZoneId.of("America/New_York"));

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T10:00:00+09:00, 2026-11-20T01:00:00Z",
    "2026-11-20T10:00:00Z, 2026-11-20T10:00:00Z",
    "2026-11-20T10:00:00-05:00, 2026-11-20T15:00:00Z",
    "2026-11-20T10:00+09:00[Asia/Seoul], 2026-11-20T01:00:00Z"
  })
  void anOffsetInTheRequestCountsWhateverTheZone(String text, Instant meant) {
    assertThat(SEOUL.instant("startedAt", text)).isEqualTo(meant);
    assertThat(NEW_YORK.instant("startedAt", text)).isEqualTo(meant);
  }

  @Test
  void withoutAnOffsetTheConfiguredZoneCounts() {
    String text = "2026-11-20T10:00:00";
    assertThat(SEOUL.instant("startedAt", text)).isEqualTo("2026-11-20T01:00:00Z");
    assertThat(NEW_YORK.instant("startedAt", text)).isEqualTo("2026-11-20T15:00:00Z");
  }

  @Test
  void secondsMayBeLeftOut() {
    assertThat(SEOUL.instant("startedAt", "2026-11-20T10:00")).isEqualTo("2026-11-20T01:00:00Z");
  }

  @Test
  void withoutAConfiguredZoneTheSystemsCounts() {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      ApiZone unset = new ApiZone(null);
      assertThat(unset.instant("startedAt", "2026-11-20T10:00:00"))
          .isEqualTo("2026-11-20T01:00:00Z");
      assertThat(unset.local(Instant.parse("2026-11-20T01:00:00Z")))
          .isEqualTo("2026-11-20T10:00:00");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void aTimeIsKeptToTheMicrosecondLikeInTheDatabase() {
    assertThat(SEOUL.instant("startedAt", "2026-11-20T10:00:00.123456789Z"))
        .isEqualTo("2026-11-20T10:00:00.123456Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "tomorrow",
        "2026-11-20",
        "10:00:00",
        "2026-11-20 10:00:00",
        "2026-02-30T10:00:00",
        "2026-11-20T24:00:00",
        "2026-11-20T10:00:00+25:00",
        "2026-11-20T10:00:00[Mars/Olympus]",
        "1763600400",
        "1969-12-31T23:59:59",
        "-0001-01-01T00:00:00",
        "+10000-01-01T00:00:00Z",
        "+999999999-12-31T23:59:59-18:00"
      })
  void anythingElseIsRefusedWithTheFieldAndTheRule(String text) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> SEOUL.instant("finishedAt", text))
        .withMessageStartingWith("finishedAt: must be a date-time between the years 1970 and 9999")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ApiCode.INVALID_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1970-01-01T00:00:00", "9999-12-31T23:59:59"})
  void theFirstAndTheLastYearAreTaken(String text) {
    assertThat(SEOUL.local(SEOUL.instant("startedAt", text))).isEqualTo(text);
  }

  @Test
  void answersShowTheLocalTimeOfTheZone() {
    Instant instant = Instant.parse("2026-11-20T01:00:00.5Z");
    assertThat(SEOUL.local(instant)).isEqualTo(LocalDateTime.parse("2026-11-20T10:00:00.5"));
    assertThat(SEOUL.localOrNull(instant)).isEqualTo(SEOUL.local(instant));
    assertThat(SEOUL.localOrNull(null)).isNull();
  }
}
