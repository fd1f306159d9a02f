package io.openbell.standalone;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** What the launcher says when Openbell is ready: what to try, and where to look. */
final class ReadyMessage {
  private ReadyMessage() {}

  /**
   * The message's lines.
   *
   * @param elapsed how long the start took, as text
   * @param samples what can be tried now
   * @param databaseUrl the JDBC URL of the database
   * @param now the local time, for an example that is valid
   */
  static List<String> lines(
      LaunchOptions options,
      String elapsed,
      SamplesToTry samples,
      String databaseUrl,
      LocalDateTime now) {
    String gateway = "http://localhost:" + options.ports().of(ServiceName.GATEWAY);
    List<String> lines = new ArrayList<>();
    lines.add("Openbell is ready after " + elapsed + "; one investment was made and finalized.");
    lines.add("");
    if (samples.product().isPresent()) {
      lines.add("Try:");
      lines.add(get(gateway + "/api/product?page=0&size=10"));
      lines.add(
          post(
              gateway + "/api/invest",
              "{\"productId\":%d,\"investAmount\":10}".formatted(samples.product().getAsLong())));
      lines.add(get(gateway + "/api/product/my/invest?page=0&size=10"));
    } else {
      lines.add("There is no open product yet. Register one (or start with --demo):");
      lines.add(
          post(
              gateway + "/api/product",
              "{\"title\":\"My product\",\"totalInvestingAmount\":100000,\"startedAt\":\"%s\",\"finishedAt\":\"%s\"}"
                  .formatted(seconds(now), seconds(now.plusDays(7)))));
    }
    if (samples.item().isPresent()) {
      long item = samples.item().getAsLong();
      lines.add("Buy something with points: look at it, order and pay it, see your orders:");
      lines.add(get(gateway + "/api/item/" + item));
      lines.add(
          post(
              gateway + "/api/order",
              "{\"items\":[{\"itemId\":%d,\"quantity\":1}],\"payNow\":true}".formatted(item)));
      lines.add(get(gateway + "/api/order/my"));
    }
    if (samples.coupon().isPresent()) {
      lines.add("Get a coupon, first come, first served, and see what you have:");
      lines.add(
          post(gateway + "/api/coupon/%d/issue".formatted(samples.coupon().getAsLong()), "{}"));
      lines.add(get(gateway + "/api/coupon/my"));
    }
    lines.add("");
    lines.add("Look at:");
    lines.add("  page      " + gateway + "/");
    lines.add("  operators " + gateway + "/ops");
    lines.add("  API       " + gateway + "/swagger-ui.html");
    lines.add("  metrics   " + metrics(options.ports()));
    lines.add("  logs      " + options.folders().logs());
    lines.add(
        "  data      "
            + options.dataDirectory()
            + (options.data().isPresent() ? "" : " (deleted when Openbell stops)"));
    lines.add("  database  " + databaseUrl + " (user sa, no password)");
    return lines;
  }

  private static String get(String url) {
    return "  curl -s -H 'X-USER-ID: %s' '%s'".formatted(Demo.USER, url);
  }

  private static String post(String url, String body) {
    return "  curl -s -H 'X-USER-ID: %s' -H 'Content-Type: application/json' -d '%s' '%s'"
        .formatted(Demo.USER, body, url);
  }

  private static String metrics(Ports ports) {
    return ("http://localhost:%d/actuator/prometheus of the gateway;"
            + " %d write-api, %d read-api, %d mq-consumer")
        .formatted(
            ports.management(ServiceName.GATEWAY),
            ports.management(ServiceName.WRITE_API),
            ports.management(ServiceName.READ_API),
            ports.management(ServiceName.MQ_CONSUMER));
  }

  private static String seconds(LocalDateTime time) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").format(time);
  }
}
