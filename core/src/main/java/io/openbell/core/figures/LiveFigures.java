package io.openbell.core.figures;

import io.openbell.core.product.InvestingStatus;

/**
 * How one product stands, as of one version of its status row.
 *
 * @param version of the status row; a higher one is newer
 * @param reserved won accepted so far (PENDING and SUCCESS); clients see it as
 *     currentInvestingAmount
 * @param confirmed won finalized (SUCCESS)
 * @param investingCnt distinct users among the finalized
 */
public record LiveFigures(
    long productId,
    long version,
    long reserved,
    long confirmed,
    long investingCnt,
    InvestingStatus status) {

  /** One line for Redis, version first so that a script can compare it. */
  String toText() {
    return version + ":" + reserved + ":" + confirmed + ":" + investingCnt + ":" + status;
  }

  /**
   * The figures {@link #toText} wrote.
   *
   * @throws IllegalArgumentException when the text is none of ours
   */
  static LiveFigures parse(long productId, String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("not live figures: " + text);
    }
    return new LiveFigures(
        productId,
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        InvestingStatus.valueOf(parts[4]));
  }
}
