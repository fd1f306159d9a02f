package io.openbell.read.product;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;

/** An event as it goes over the wire: written once, and compressed once, for all who get it. */
final class LiveEvent {
  private static final int SHORTEST_COMPRESSED = 1024;

  private final byte[] plain;
  private byte @Nullable [] deflated;

  LiveEvent(ServerSentEvent<String> event) {
    String text = event.format() + event.data() + "\n\n"; // our JSON is one line
    this.plain = text.getBytes(StandardCharsets.UTF_8);
  }

  byte[] plain() {
    return plain;
  }

  /**
   * The event as blocks of the deflate format that end at a byte and need nothing of what came
   * before, so that they may stand in anybody's stream. Nearly all of them are short, which is not
   * worth compressing.
   */
  synchronized byte[] deflated() {
    if (deflated == null) {
      deflated = plain.length < SHORTEST_COMPRESSED ? stored(plain) : compressed(plain);
    }
    return deflated;
  }

  /** One block as it is: its kind, its length twice, its bytes. */
  private static byte[] stored(byte[] bytes) {
    int length = bytes.length;
    byte[] block = new byte[5 + length];
    block[1] = (byte) length;
    block[2] = (byte) (length >> 8);
    block[3] = (byte) ~length;
    block[4] = (byte) (~length >> 8);
    System.arraycopy(bytes, 0, block, 5, length);
    return block;
  }

  private static byte[] compressed(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(bytes);
      ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length / 4);
      byte[] some = new byte[8192];
      int length;
      do {
        length = deflater.deflate(some, 0, some.length, Deflater.SYNC_FLUSH);
        all.write(some, 0, length);
      } while (length == some.length);
      return all.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
