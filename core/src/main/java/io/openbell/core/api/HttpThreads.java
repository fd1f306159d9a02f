package io.openbell.core.api;

import reactor.netty.ReactorNetty;

/** The threads of the HTTP server. */
public final class HttpThreads {
  private HttpThreads() {}

  /**
   * One thread for each processor serves requests, unless {@code -Dreactor.netty.ioWorkerCount}
   * says how many: Reactor Netty would start at least four, which on two processors only get in
   * each other's way.
   *
   * <p>New connections are accepted on a thread that does nothing else. Otherwise a thread that
   * serves requests would accept them, at most sixteen between two rounds of requests: when a crowd
   * comes at once, the last of it would wait for seconds.
   *
   * <p>Call this before anything else: Reactor Netty reads these settings only once.
   */
  public static void arrange() {
    System.setProperty(ReactorNetty.IO_SELECT_COUNT, "1");
    if (System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
      int processors = Runtime.getRuntime().availableProcessors();
      System.setProperty(ReactorNetty.IO_WORKER_COUNT, String.valueOf(Math.max(2, processors)));
    }
  }
}
