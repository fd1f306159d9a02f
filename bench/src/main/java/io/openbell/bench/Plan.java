package io.openbell.bench;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Which simulation runs on which services. */
enum Plan {
  BELL("BellAtARate", 1, 1, false, Map.of()),
  BELL_64("BellOfACrowd", 1, 1, false, Map.of("users", "64")),
  BELL_500("BellOfACrowd", 1, 1, false, Map.of("users", "500")),
  SOLD_OUT("SoldOut", 1, 1, false, Map.of()),
  BROWSE("Browse", 20, 1, true, Map.of()),
  MIXED("Mixed", 20, 1, true, Map.of()),
  TEN_PRODUCTS("BellOfACrowd", 10, 1, false, Map.of()),
  TWO_WRITE_APIS("BellOfACrowd", 1, 2, false, Map.of());

  /** Of every product: more than any crowd can buy, little enough to be bought at once. */
  static final long TOTAL = 1_000_000_000_000L;

  final String simulation;
  final int products;
  final int writeApis;
  final boolean reads;
  final Map<String, String> settings;

  /**
   * @param simulation class in {@code io.openbell.bench.gatling}
   * @param products open ones, that it is about
   * @param writeApis instances of write-api behind the gateway
   * @param reads whether it needs read-api
   * @param settings of the simulation, where they differ from its defaults
   */
  Plan(
      String simulation, int products, int writeApis, boolean reads, Map<String, String> settings) {
    this.simulation = simulation;
    this.products = products;
    this.writeApis = writeApis;
    this.reads = reads;
    this.settings = settings;
  }

  /** As on the command line: ten-products. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The plan of this title.
   *
   * @throws IllegalArgumentException when there is none
   */
  static Plan of(String title) {
    return Stream.of(values())
        .filter(plan -> plan.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no simulation " + title));
  }
}
