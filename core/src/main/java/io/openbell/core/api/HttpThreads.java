package io.openbell.core.api;

import reactor.netty.ReactorNetty;

/** The threads of the HTTP server. */
public final class HttpThreads {
  private HttpThreads() {}

  /**
   * One thread for each processor serves requests, unless {@code -Dreactor.netty.ioWorkerCount}
   * says how many: Reactor Netty would take at least four, and on two processors they only get in
   * each other's way.
   *
   * <p>New connections are accepted on a thread that does nothing else. Otherwise one of those that
   * serve requests accepts them, sixteen between two rounds of requests: of a crowd that comes at
   * once the last would wait for seconds.
   *
   * <p>Call it first of all: Reactor Netty looks once.
   */
  public static void arrange() {
    System.setProperty(ReactorNetty.IO_SELECT_COUNT, "1");
    if (System.getProperty(ReactorNetty.IO_WORKER_COUNT) == null) {
      int processors = Runtime.getRuntime().availableProcessors();
      System.setProperty(ReactorNetty.IO_WORKER_COUNT, String.valueOf(Math.max(2, processors)));
    }
  }
}
