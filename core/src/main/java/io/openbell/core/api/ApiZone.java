package io.openbell.core.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The time zone of requests without an offset, and of all responses: {@code openbell.zone}, by
 * default the system's.
 */
public record ApiZone(@Nullable ZoneId zone) {
  private static final String RULE =
      "must be a date-time between the years 1970 and 9999, like 2026-11-20T10:00:00 or"
          + " 2026-11-20T10:00:00+09:00";

  private ZoneId zoneOrDefault() {
    return zone == null ? ZoneId.systemDefault() : zone;
  }

  /**
   * The instant a request means, to the microsecond, which is what the database keeps.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field, when the text is no date-time
   */
  public Instant instant(String field, String text) {
    try {
      TemporalAccessor parsed =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
      ZonedDateTime time =
          parsed instanceof ZonedDateTime withOffset
              ? withOffset
              : LocalDateTime.from(parsed).atZone(zoneOrDefault());
      if (time.getYear() < 1970 || time.getYear() > 9999) {
        throw ApiException.invalid(field, RULE);
      }
      return time.toInstant().truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw ApiException.invalid(field, RULE);
    }
  }

  /** How a response shows this instant. */
  public LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, zoneOrDefault());
  }

  /** How a response shows this instant, null when there is none. */
  public @Nullable LocalDateTime localOrNull(@Nullable Instant instant) {
    return instant == null ? null : local(instant);
  }
}
