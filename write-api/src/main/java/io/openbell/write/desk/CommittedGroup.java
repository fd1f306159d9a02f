package io.openbell.write.desk;

import java.util.Set;

/**
 * What comes after a group's commit.
 *
 * @param exhausted those of the group's keys that have nothing left
 * @param show run while the lock is still held, so that older figures never replace newer ones
 * @param announce run after the clients are answered. Must not block. When it is lost, the relay
 *     finds what is PENDING
 */
public record CommittedGroup(Set<Long> exhausted, Runnable show, Runnable announce) {}
