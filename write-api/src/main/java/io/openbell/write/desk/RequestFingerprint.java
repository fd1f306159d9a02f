package io.openbell.write.desk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What was asked under an idempotency key, exact: two requests are the same when their fingerprints
 * are. At most 64 characters, readable where what is asked fits into them.
 */
public record RequestFingerprint(String value) {

  /** Of what is too long to be kept as it is: its SHA-256, in hexadecimal digits. */
  public static RequestFingerprint digestOf(String asked) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(asked.getBytes(StandardCharsets.UTF_8));
      return new RequestFingerprint(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }
}
