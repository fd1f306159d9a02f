package io.openbell.read.product;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;
import reactor.core.publisher.Flux;

/**
 * One follower's stream in the gzip format (RFC 1952), put together from events that are compressed
 * for all followers at once. A compressor for each would cost 256 KB of memory and its own CPU time
 * for every event.
 */
final class GzipStream {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int LAST_BLOCK = 0x0003;

  private final CRC32 sum = new CRC32();
  private int length;
  private boolean begun;

  private GzipStream() {}

  /** Whether these values of {@code Accept-Encoding} ask for it. */
  static boolean isAccepted(List<String> acceptEncoding) {
    for (String line : acceptEncoding) {
      for (String coding : line.split(",")) {
        String[] words = coding.split(";");
        if (words[0].trim().equalsIgnoreCase("gzip")) {
          return words.length == 1 || !words[1].trim().matches("[qQ]=0(\\.0*)?");
        }
      }
    }
    return false;
  }

  /** Each event as the pieces to be sent at once; nothing before the first one. */
  static Flux<Flux<byte[]>> of(Flux<LiveEvent> events) {
    return Flux.defer(
        () -> {
          GzipStream stream = new GzipStream();
          return events.map(stream::next).concatWith(Flux.defer(() -> Flux.just(stream.end())));
        });
  }

  private Flux<byte[]> next(LiveEvent event) {
    sum.update(event.plain());
    length += event.plain().length;
    if (begun) {
      return Flux.just(event.deflated());
    }
    begun = true;
    return Flux.just(HEADER, event.deflated());
  }

  private Flux<byte[]> end() {
    ByteBuffer trailer = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    trailer.putShort((short) LAST_BLOCK).putInt((int) sum.getValue()).putInt(length);
    return begun ? Flux.just(trailer.array()) : Flux.empty();
  }
}
