package io.openbell.standalone.servers;

import java.io.IOException;

/** One of the servers. */
sealed interface Server permits Postgres, Rabbitmq, Redis {
  String name();

  /** Where its clients find it. */
  ServerSettings.Port port();

  /** Starts it, if it does not run, and waits until it answers. */
  void start() throws IOException;

  /** Has it end, gracefully or by {@link Signal#KILL}, and waits for that. */
  void stop(Signal signal) throws IOException;
}
