package io.openbell.standalone.servers;

import java.io.Serial;

/** A server is not as it was asked to be; the message says why. */
final class ServersFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ServersFailure(String message) {
    super(message);
  }
}
