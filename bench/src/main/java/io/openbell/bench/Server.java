package io.openbell.bench;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Shell;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the servers counted so far, of all that was asked of them. Zero where a server does not
 * count.
 *
 * @param commits of the database
 * @param locks taken in Redis: the scripts that write the lock's hash
 * @param figureReads MGETs in Redis
 * @param messages published to the broker
 */
record Server(long commits, long locks, long figureReads, long messages) {

  static Server counters(BackingServers servers, Bookkeeping books) {
    Map<String, String> settings = servers.springProperties();
    String redis = commandStats(settings);
    // Taking a lock and giving it back are the only uses of HINCRBY.
    return new Server(
        books.isPostgres() ? settledCommits(books) : 0,
        calls(redis, "hincrby") / 2,
        calls(redis, "mget"),
        servers.real() ? published(settings) : 0);
  }

  Server since(Server earlier) {
    return new Server(
        commits - earlier.commits,
        locks - earlier.locks,
        figureReads - earlier.figureReads,
        messages - earlier.messages);
  }

  // A session tells PostgreSQL's statistics about once a second.
  private static long settledCommits(Bookkeeping books) {
    try {
      Thread.sleep(1_500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return books.commits();
  }

  private static String commandStats(Map<String, String> settings) {
    URI redis = URI.create(Objects.requireNonNull(settings.get("openbell.redis.address")));
    return Shell.output(
        List.of(
            "redis-cli",
            "-h",
            redis.getHost(),
            "-p",
            Integer.toString(redis.getPort()),
            "info",
            "commandstats"));
  }

  private static long calls(String stats, String command) {
    return first(stats, "cmdstat_" + command + ":calls=(\\d+)");
  }

  private static long published(Map<String, String> settings) {
    // Two ports above the broker: see .ci/servers. Unlike the figures of the management UI this one
    // is counted as messages come.
    int port = Integer.parseInt(Objects.requireNonNull(settings.get("spring.rabbitmq.port"))) + 2;
    String metrics = new Client(port).get("/metrics").text();
    return first(metrics, "rabbitmq_global_messages_received_total\\{protocol=\"amqp091\"} (\\d+)");
  }

  private static long first(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
