package io.openbell.standalone;

/** {@code ./openbell help}. */
final class Help {
  static final String TEXT =
      """
      usage: ./openbell up [-d] [--demo] [--data DIR]   start everything, or what is down of it;
                                                        Ctrl-C stops it
                        -d          return once it is ready, and keep it running
                        --demo      register sample products and items, and charge a user points
                        --data DIR  keep the database in DIR; without it, it is deleted on stop
             ./openbell status                          what is up, where, with how much memory
             ./openbell logs [SERVICE] [-f]             the logs: gateway, write-api, read-api,
                                                        mq-consumer or launcher
             ./openbell down                            stop everything
             ./openbell build                           build what is not built or out of date, and record
                                                        a start of each service: the next are faster
             ./openbell help                            this text

      It needs a JDK, 17 or newer (JAVA_HOME or on the PATH), and for building Maven. Redis, the AMQP
      broker and the database are embedded. Everything listens on 127.0.0.1 only.

      Variables:
        OPENBELL_PORT_GATEWAY      8080    OPENBELL_PORT_REDIS  16379
        OPENBELL_PORT_WRITE_API    8081    OPENBELL_PORT_AMQP   15673
        OPENBELL_PORT_READ_API     8082    OPENBELL_PORT_H2     19092
        OPENBELL_PORT_MQ_CONSUMER  8083
        OPENBELL_PORT_GATEWAY_MANAGEMENT      9080    metrics, at /actuator/prometheus
        OPENBELL_PORT_WRITE_API_MANAGEMENT    9081
        OPENBELL_PORT_READ_API_MANAGEMENT     9082
        OPENBELL_PORT_MQ_CONSUMER_MANAGEMENT  9083
        OPENBELL_UP_SECONDS  a start is given up after so many seconds without progress: 60
        OPENBELL_JAVA_OPTS   more options for the services' JVMs, such as -Xmx512m
        OPENBELL_LOG_MB      the most that each log may take, its older parts included: 40
        OPENBELL_HOME        where logs, process ids and temporary data go: .openbell
      """;

  private Help() {}
}
