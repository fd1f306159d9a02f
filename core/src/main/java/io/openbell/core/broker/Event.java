package io.openbell.core.broker;

import java.util.List;

/**
 * What crosses the broker. Each type and version is a record of its own, of which a message that
 * was once sent is stored with the tests: it must be read for as long as one may wait in a queue.
 */
public sealed interface Event permits InvestmentsAccepted, InvestmentsAcceptedV1, PaymentsAccepted {
  /** Its type, as operators see it on the broker. */
  String type();

  /** The version of its type. */
  int version();

  /** Names the message that carries it. */
  String id();

  /** What it tells of, in its order; never empty in an event that was read. */
  List<?> parts();

  /** The same in the version that is written today. */
  Event asOfToday();
}
