package io.openbell.read.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import io.openbell.core.product.ProductTopics;
import io.openbell.read.Followed;
import io.openbell.read.RunningReadApi;
import io.openbell.read.SetClock;
import io.openbell.standalone.HttpCalls.Reply;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.client.codec.StringCodec;
import org.springframework.boot.test.web.server.LocalServerPort;

class LiveFeedIT extends RunningReadApi {
  @LocalServerPort private int port;

  private Followed follow(String... headers) {
    return new Followed(port, headers);
  }

  private void show(long product, long version, long reserved) {
    figures.show(
        List.of(new LiveFigures(product, version, reserved, 0, 1, InvestingStatus.ONGOING)));
  }

  @Test
  void firstComesEverythingThenWhatChanges() {
    long open = rows.product("open", 1000);
    long other = rows.product("other", 1000);
    long soon =
        rows.product("soon", 10, SetClock.NOON.plusSeconds(60), SetClock.NOON.plusSeconds(90));
    try (Followed followed = follow()) {
      await().until(() -> followed.events().size() == 1);
      assertThat(followed.last().name()).isEqualTo("products");
      assertThat(followed.last().data().get("list").valueStream())
          .extracting(product -> product.get("productId").asLong())
          .containsExactly(soon, other, open);
      assertThat(followed.last().amountOf(open)).isZero();

      show(open, 2, 150);

      await().until(() -> followed.events().size() == 2);
      assertThat(followed.last().name()).isEqualTo("changes");
      assertThat(followed.last().data().get("list")).hasSize(1);
      assertThat(followed.last().amountOf(open)).isEqualTo(150);
    }
  }

  @Test
  void aNewProductIsToldAtOnceAndOneThatIsGoneMakesTheListNew() {
    try (Followed followed = follow()) {
      await().until(() -> followed.events().size() == 1);
      assertThat(followed.last().data().get("list")).isEmpty();
      long id = rows.product("new", 1000);
      registered(id);
      await().until(() -> followed.last().data().get("list").size() == 1);
      assertThat(followed.last().name()).isEqualTo("changes");

      clock.set(SetClock.NOON.plusSeconds(7_200)); // it is over
      registered(id);

      await().until(() -> followed.last().name().equals("products"));
      assertThat(followed.last().data().get("list")).isEmpty();
    }
  }

  private void registered(long id) {
    redis
        .getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE)
        .publish(Long.toString(id));
  }

  @Test
  void whoComesBackIsToldOnlyWhatIsNew() {
    long one = rows.product("one", 1000);
    long two = rows.product("two", 1000);
    String seen;
    try (Followed before = follow()) {
      await().until(() -> before.events().size() == 1);
      seen = before.last().id();
    }
    show(two, 2, 70);
    // Somebody else has been told already when the first one comes back.
    try (Followed other = follow()) {
      await().until(() -> !other.events().isEmpty() && other.last().amountOf(two) == 70);

      try (Followed back = follow("Last-Event-ID", seen)) {
        await().until(() -> back.events().size() == 1);
        assertThat(back.last().name()).isEqualTo("changes");
        assertThat(back.last().data().get("list")).hasSize(1);
        assertThat(back.last().amountOf(two)).isEqualTo(70);
        assertThat(back.last().id()).isEqualTo(other.last().id());
      }
      try (Followed upToDate = follow("Last-Event-ID", other.last().id())) {
        await().until(() -> upToDate.heartbeats().size() >= 3);
        assertThat(upToDate.events()).isEmpty();
      }
      String run = seen.substring(0, seen.indexOf('-'));
      for (String unknown : List.of("0000beef-1", run + "-999", run + "-", run + "-x", "5")) {
        try (Followed stranger = follow("Last-Event-ID", unknown)) {
          await().until(() -> stranger.events().size() == 1);
          assertThat(stranger.last().name()).as(unknown).isEqualTo("products");
          assertThat(stranger.last().amountOf(one)).isZero();
        }
      }
    }
  }

  /** JDK's always says that there is more to read, and a reader then waits for it. */
  private static InputStream unpackedAsItComes(InputStream gzip) throws IOException {
    return new FilterInputStream(new GZIPInputStream(gzip)) {
      @Override
      public int available() {
        return 0;
      }
    };
  }

  /** A client that takes gzip: it reads on only when it was told what it waits for. */
  private static String next(BufferedReader lines, String event) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals("event:" + event)) {
        return lines.readLine();
      }
    }
    throw new AssertionError("the stream has ended");
  }

  @Test
  @Timeout(60) // one that is held back is waited for
  void aStreamIsCompressedForWhoTakesItAndNoEventIsHeldBack() throws Exception {
    long id = rows.product("first", 1000);
    for (int i = 0; i < 50; i++) {
      rows.product("product number " + i, 1000);
    }
    HttpResponse<InputStream> response =
        api()
            .exchange(
                "GET",
                "/api/product/live",
                BodyHandlers.ofInputStream(),
                "Accept-Encoding",
                "gzip, deflate, br");

    assertThat(response.headers().allValues("Content-Encoding")).containsExactly("gzip");
    assertThat(response.headers().allValues("Vary")).containsExactly("Accept-Encoding");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(unpackedAsItComes(response.body()), StandardCharsets.UTF_8))) {
      assertThat(next(lines, "products")).contains("product number 49", "\"title\":\"first\"");
      for (int i = 1; i <= 3; i++) {
        show(id, i + 1, 10 * i);
        assertThat(next(lines, "changes")).contains("\"currentInvestingAmount\":" + 10 * i + ",");
        next(lines, "heartbeat");
      }
    }
  }

  @Test
  void whoTakesNoGzipGetsNone() throws Exception {
    try (Followed followed = follow("Accept-Encoding", "gzip;q=0, br")) {
      await().until(() -> followed.heartbeats().size() == 1);
    }
  }

  @Test
  void heartbeatsTellTheServersTimeFromTheBeginning() {
    try (Followed followed = follow()) {
      await().until(() -> followed.heartbeats().size() >= 3);
      assertThat(followed.heartbeats().get(0).data().get("now").asString())
          .isEqualTo("2026-11-20T21:00:00");
      assertThat(followed.heartbeats().get(2).data().get("asOf").asString())
          .isEqualTo("2026-11-20T21:00:00");
    }
  }

  private static long secondsLate(Followed.Event heartbeat) {
    return Duration.between(time(heartbeat, "asOf"), time(heartbeat, "now")).toSeconds();
  }

  private static LocalDateTime time(Followed.Event heartbeat, String name) {
    return LocalDateTime.parse(heartbeat.data().get(name).asString());
  }

  @Test
  void theFiguresAreNotLateForWhoeverComesFirstAfterNobodyWasThere() {
    for (int visit = 1; visit <= 3; visit++) {
      clock.set(SetClock.NOON.plusSeconds(visit * 600L));
      try (Followed followed = follow()) {
        await().until(() -> followed.heartbeats().size() >= 2);
        assertThat(followed.heartbeats()).extracting(LiveFeedIT::secondsLate).containsOnly(0L);
        assertThat(time(followed.heartbeats().get(0), "now")).hasMinute(10 * visit);
      }
      await().until(() -> metrics().value("openbell_live_subscribers") == 0);
    }
  }

  @Test
  void nothingIsReadOnWhenEverybodyHasComeAndGone() {
    rows.product("open", 1000);
    for (int visit = 1; visit <= 50; visit++) {
      clock.set(SetClock.NOON.plusSeconds(visit * 2L)); // the figures are old
      try (Followed followed = follow()) {
        await().until(() -> !followed.events().isEmpty());
      }
    }
    await().until(() -> metrics().value("openbell_live_subscribers") == 0);
    long reads = figureReads();

    await().pollDelay(Duration.ofSeconds(3)).until(() -> true); // figures are kept for a second

    assertThat(figureReads() - reads).as("one was under way").isLessThanOrEqualTo(1);
  }

  @Test
  void theFiguresAreNotLateAfterTheProcessStoodStill() {
    try (Followed followed = follow()) {
      for (int pause = 1; pause <= 3; pause++) {
        int before = followed.heartbeats().size();
        clock.set(SetClock.NOON.plusSeconds(pause * 600L));
        await().until(() -> followed.heartbeats().size() >= before + 3);
      }
      assertThat(followed.heartbeats()).extracting(LiveFeedIT::secondsLate).containsOnly(0L);
    }
  }

  @Test
  void followersCostNoMoreRoundTripsThanReaders() {
    rows.product("followed", 1000);
    List<Followed> all = IntStream.range(0, 15).mapToObj(i -> follow()).toList();
    try {
      await().until(() -> all.stream().allMatch(one -> one.events().size() == 1));
      long asked = figureReads();
      int beats = all.get(0).heartbeats().size();
      await().until(() -> all.get(0).heartbeats().size() >= beats + 10); // two seconds at least

      // One per renewal, and a renewal at most every 0.9 s: far from one per follower.
      long elapsedBeats = all.get(0).heartbeats().size() - (long) beats;
      assertThat(figureReads() - asked).isBetween(1L, 1 + elapsedBeats);
    } finally {
      all.forEach(Followed::close);
    }
  }

  @Test
  void tooManyAreRefusedAndTheirPlacesAreFreeAgainWhenTheyLeave() {
    List<Followed> all = IntStream.range(0, 20).mapToObj(i -> follow()).toList();
    try {
      await().until(() -> all.stream().allMatch(one -> !one.heartbeats().isEmpty()));

      Reply refused = api().get("/api/product/live", "Accept", "text/event-stream");

      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("BUSY");
      assertThat(refused.retryAfter()).contains("1");
      // And as it is, not under the stream's coding.
      assertThat(api().get("/api/product/live", "Accept-Encoding", "gzip").code())
          .isEqualTo("BUSY");
      assertThat(api().get("/api/product").status()).as("others read on").isEqualTo(200);
    } finally {
      all.forEach(Followed::close);
    }
    await()
        .until(
            () -> {
              try (Followed later = follow()) {
                await().until(() -> !later.heartbeats().isEmpty() || later.ended());
                return !later.heartbeats().isEmpty();
              }
            });
  }

  @Test
  void withoutRedisAndDatabaseTheStreamGoesOnAndSaysHowOldTheFiguresAre() {
    long id = rows.product("kept", 1000);
    try (Followed followed = follow()) {
      await().until(() -> followed.events().size() == 1);
      SERVERS.stopRedis();
      SERVERS.stopDatabase();
      try {
        clock.set(SetClock.NOON.plusSeconds(30));
        clearCaches();
        await()
            .until(
                () ->
                    Stream.of(followed.heartbeats().get(followed.heartbeats().size() - 1).data())
                        .anyMatch(
                            beat ->
                                beat.get("now").asString().equals("2026-11-20T21:00:30")
                                    && !beat.get("asOf").asString().equals("2026-11-20T21:00:30")));
      } finally {
        SERVERS.startDatabase();
        SERVERS.startRedis();
      }
      show(id, 5, 40);
      await().atMost(Duration.ofSeconds(30)).until(() -> followed.last().amountOf(id) == 40);
    }
  }
}
