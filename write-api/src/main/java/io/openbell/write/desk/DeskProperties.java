package io.openbell.write.desk;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the desks work.
 *
 * @param lanes queues of a desk, each with one drainer and one lock
 * @param maxGroup most requests decided under one lock; 1 means one lock for each
 * @param linger longest a lane in a crowd waits for more before it serves the next group: as long
 *     as the last group took, until the group is full; whoever comes alone is served at once
 * @param maxQueue most requests waiting in one lane; beyond it the answer is BUSY
 * @param maxWait longest a request waits undecided before it is answered BUSY
 * @param threads threads of all desks together; each may hold a database connection
 * @param lockWait longest a lane waits for its lock
 * @param lockLease after which the lock is free even if its holder was paused; then only the
 *     database's guard stands
 * @param transactionTimeout longest a group's transaction may take
 * @param soldOutProbe how often one request looks whether something of what is sold out came back
 * @param relayAfter how long after its commit an investment still PENDING is published again
 * @param maxPending most investments PENDING in the database; beyond it the answer is BUSY
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
}
