package io.openbell.core.api;

import reactor.netty.ReactorNetty;

/** The threads of the HTTP server. */
public final class HttpThreads {
  private HttpThreads() {}

  /**
   * New connections are accepted on a thread that does nothing else. Otherwise one of those that
   * serve requests accepts them, sixteen between two rounds of requests: of a crowd that comes at
   * once the last would wait for seconds. Call it first of all: Reactor Netty looks once.
   */
  public static void acceptApart() {
    System.setProperty(ReactorNetty.IO_SELECT_COUNT, "1");
  }
}
