package io.openbell.standalone;

import java.util.List;
import java.util.stream.Stream;

/** The four services, in the order in which their processes are started. */
enum ServiceName {
  /** First, as it brings the database's schema up to date. */
  WRITE_API("write-api"),
  READ_API("read-api"),
  MQ_CONSUMER("mq-consumer"),
  GATEWAY("gateway");

  private final String module;

  ServiceName(String module) {
    this.module = module;
  }

  /** All modules, in the order in which a request meets them. */
  static List<String> modules() {
    return Stream.of(GATEWAY, WRITE_API, READ_API, MQ_CONSUMER).map(ServiceName::module).toList();
  }

  /** The Maven module, which is also the name in logs and in {@code status}. */
  String module() {
    return module;
  }
}
