package io.openbell.standalone;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Four sample products, registered as any other through the gateway. */
final class DemoProducts {
  /** The one to try first: the third. */
  private static final int TO_TRY = 2;

  private static final Duration OPEN_FOR = Duration.ofDays(30);
  private static final List<Sample> SAMPLES =
      List.of(
          new Sample("Riverside office, first tranche", 1_000_000, Duration.ZERO),
          new Sample("Bakery oven, a small amount", 5_000, Duration.ZERO),
          new Sample("Solar roof of the school", 100_000, Duration.ZERO),
          new Sample("Opens two minutes after the start", 500_000, Duration.ofMinutes(2)));

  private record Sample(String title, long amount, Duration opensAfter) {}

  private final HttpCalls gateway;
  private final Clock clock;

  DemoProducts(HttpCalls gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * Registers them.
   *
   * @return the id of the one to try first
   * @throws StartFailure when one is not registered
   */
  long register() {
    List<Long> ids = new ArrayList<>();
    for (Sample sample : SAMPLES) {
      ids.add(register(sample));
    }
    return ids.get(TO_TRY);
  }

  private long register(Sample sample) {
    OffsetDateTime now =
        OffsetDateTime.ofInstant(clock.instant(), ZoneId.systemDefault())
            .truncatedTo(ChronoUnit.SECONDS);
    OffsetDateTime opens = now.plus(sample.opensAfter());
    Map<String, Object> body =
        Map.of(
            "title", sample.title(),
            "totalInvestingAmount", sample.amount(),
            "startedAt", text(opens),
            "finishedAt", text(opens.plus(OPEN_FOR)));
    try {
      HttpCalls.Reply answer =
          gateway.post("/api/product", Map.of("X-USER-ID", "openbell-demo"), body);
      long id = answer.data().path("productId").asLong(0);
      if (answer.status() != 201 || id == 0) {
        throw new StartFailure(
            "The sample product '" + sample.title() + "' was not registered: " + answer);
      }
      return id;
    } catch (IOException e) {
      throw new StartFailure(
          "The sample product '" + sample.title() + "' was not registered: " + e, e);
    }
  }

  private static String text(OffsetDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
  }
}
