package io.openbell.write.desk;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the desks work.
 *
 * @param lanes queues of a desk, each with one drainer and one lock
 * @param maxGroup most requests decided under one lock; 1: one lock for each request
 * @param linger longest time that a lane in a crowd waits for more requests before it serves the
 *     next group. It waits as long as the last group took, or until the group is full. A request
 *     that comes alone is served at once
 * @param maxQueue most requests that wait in one lane; more are answered BUSY
 * @param maxWait longest time a request waits to be decided; then it is answered BUSY
 * @param threads threads of all desks together; each may hold a database connection
 * @param lockWait longest a lane waits for its lock
 * @param lockLease time after which the lock is free even if its holder is paused; then only the
 *     guard in the database protects
 * @param transactionTimeout longest a group's transaction may take
 * @param soldOutProbe of what is sold out: how often one request looks whether an amount came back
 * @param relayAfter how long after its commit an investment that is still PENDING is published
 *     again
 * @param maxPending most investments that are PENDING in the database; then requests are answered
 *     BUSY
 */
@ConfigurationProperties("openbell.desk")
public record DeskProperties(
    @DefaultValue("2") int lanes,
    @DefaultValue("256") int maxGroup,
    @DefaultValue("30ms") Duration linger,
    @DefaultValue("10000") int maxQueue,
    @DefaultValue("5s") Duration maxWait,
    @DefaultValue("8") int threads,
    @DefaultValue("2s") Duration lockWait,
    @DefaultValue("10s") Duration lockLease,
    @DefaultValue("5s") Duration transactionTimeout,
    @DefaultValue("1s") Duration soldOutProbe,
    @DefaultValue("10s") Duration relayAfter,
    @DefaultValue("100000") long maxPending) {

  /**
   * @throws IllegalArgumentException naming the property whose value makes no sense
   */
  public DeskProperties {
    if (lanes < 1 || maxGroup < 1 || maxQueue < 1 || threads < 1 || maxPending < 1) {
      throw new IllegalArgumentException(
          "openbell.desk: lanes, max-group, max-queue, threads and max-pending must be at least 1");
    }
    if (lockLease.compareTo(transactionTimeout) <= 0) {
      throw new IllegalArgumentException(
          "openbell.desk.lock-lease must be longer than transaction-timeout");
    }
  }

  /** {@link #transactionTimeout} in whole seconds, at least one, as Spring takes it. */
  public int transactionSeconds() {
    return Math.toIntExact(Math.max(1, transactionTimeout.toSeconds()));
  }
}
