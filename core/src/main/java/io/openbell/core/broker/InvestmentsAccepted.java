package io.openbell.core.broker;

import java.time.Instant;
import java.util.List;

/**
 * Event: a group of investments in one product has been committed as PENDING. Version 1.
 *
 * <p>Delivered at least once; the log rows named here are the truth, the rest helps whoever reads
 * along. A reader ignores fields it does not know; a change it could not ignore is a new version.
 *
 * @param groupId of the group, or of the relay's batch, that published it
 * @param acceptedAt the database's clock in the group's transaction
 */
public record InvestmentsAccepted(
    String groupId, long productId, Instant acceptedAt, List<Investment> investments) {
  /** The message type, as operators see it on the broker. */
  public static final String TYPE = "InvestmentsAccepted";

  /** The version this code writes, and the highest it reads. */
  public static final int VERSION = 1;

  /**
   * One investment of the group.
   *
   * @param investAmount whole won
   */
  public record Investment(long logId, String userId, long investAmount, String correlationId) {}
}
