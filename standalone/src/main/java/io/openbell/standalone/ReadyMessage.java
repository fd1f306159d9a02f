package io.openbell.standalone;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the launcher says when Openbell is ready: what to try, and where to look. */
final class ReadyMessage {
  private ReadyMessage() {}

  /**
   * The message's lines.
   *
   * @param elapsed how long the start took, as text
   * @param product a product one can invest in now, or empty when there is none
   * @param databaseUrl the JDBC URL of the database
   * @param now the local time, for an example that is valid
   */
  static List<String> lines(
      LaunchOptions options,
      String elapsed,
      OptionalLong product,
      String databaseUrl,
      LocalDateTime now) {
    String gateway = "http://localhost:" + options.ports().of(ServiceName.GATEWAY);
    List<String> lines = new ArrayList<>();
    lines.add("Openbell is ready after " + elapsed + "; one investment was made and finalized.");
    lines.add("");
    if (product.isPresent()) {
      lines.add("Try:");
      lines.add("  curl -s -H 'X-USER-ID: user4' '" + gateway + "/api/product?page=0&size=10'");
      lines.add(
          "  curl -s -H 'X-USER-ID: user4' -H 'Content-Type: application/json'"
              + " -d '{\"productId\":%d,\"investAmount\":10}' '%s/api/invest'"
                  .formatted(product.getAsLong(), gateway));
      lines.add(
          "  curl -s -H 'X-USER-ID: user4' '" + gateway + "/api/product/my/invest?page=0&size=10'");
    } else {
      lines.add("There is no open product yet. Register one (or start with --demo):");
      lines.add(
          "  curl -s -H 'X-USER-ID: user4' -H 'Content-Type: application/json'"
              + " -d '{\"title\":\"My product\",\"totalInvestingAmount\":100000,"
              + "\"startedAt\":\"%s\",\"finishedAt\":\"%s\"}' '%s/api/product'"
                  .formatted(seconds(now), seconds(now.plusDays(7)), gateway));
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
