package io.openbell.read.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;

class GzipStreamTest {
  private static LiveEvent event(String data) {
    return new LiveEvent(ServerSentEvent.<String>builder().event("changes").data(data).build());
  }

  private static byte[] bytes(Flux<LiveEvent> events) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    GzipStream.of(events).concatMap(pieces -> pieces).toIterable().forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static String unpacked(byte[] gzip) throws IOException {
    // Checks the sum and the length at the end, too.
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String text(LiveEvent event) {
    return new String(event.plain(), StandardCharsets.UTF_8);
  }

  @Test
  void isWhatWasToldWhetherShortOrLong() throws IOException {
    List<LiveEvent> events =
        IntStream.of(0, 1, 900, 1000, 1005, 1006, 1007, 1100, 70_000, 3, 3_000_000, 5)
            .mapToObj(length -> event("{\"\":\"" + "한b".repeat(length / 2) + "\"}"))
            .toList();

    assertThat(unpacked(bytes(Flux.fromIterable(events))))
        .isEqualTo(events.stream().map(GzipStreamTest::text).collect(Collectors.joining()));
  }

  @Test
  void isWhatWasToldWhenItCannotBeMadeShorter() throws IOException {
    StringBuilder noise = new StringBuilder();
    new Random(1).ints(300_000, ' ', '~').forEach(c -> noise.append((char) c));
    LiveEvent event = event(noise.toString());

    assertThat(unpacked(bytes(Flux.just(event, event)))).isEqualTo(text(event).repeat(2));
  }

  @Test
  void aLongEventIsMuchShorterAndIsCompressedOnceForAll() {
    LiveEvent event = event("{\"productId\":1,\"title\":\"Solar roof\"}".repeat(1_000));

    assertThat(bytes(Flux.just(event)).length).isLessThan(event.plain().length / 10);
    assertThat(event.deflated()).isSameAs(event.deflated());
  }

  @Test
  void aStreamThatToldNothingIsEmpty() {
    assertThat(bytes(Flux.empty())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "gzip, deflate, br, zstd",
        "br,gzip;q=0.5",
        "deflate , gzip ; q=1"
      })
  void isSentToWhoAsksForIt(String acceptEncoding) {
    assertThat(GzipStream.isAccepted(List.of(acceptEncoding))).isTrue();
    assertThat(GzipStream.isAccepted(List.of("br", acceptEncoding))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "identity", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip", "gzipped"})
  void isNotSentToWhoDoesNot(String acceptEncoding) {
    assertThat(GzipStream.isAccepted(List.of(acceptEncoding))).isFalse();
    assertThat(GzipStream.isAccepted(List.of())).isFalse();
  }
}
