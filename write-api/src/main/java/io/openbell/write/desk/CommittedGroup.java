package io.openbell.write.desk;

import java.util.Set;

/**
 * What comes after a group's commit.
 *
 * @param exhausted those of the group's keys that have nothing left
 * @param show run while the lock is still held, so that nobody's newer figures are overtaken
 * @param announce run after the clients are answered. Must not block: should it be lost, what is
 *     PENDING is found by the relay
 */
public record CommittedGroup(Set<Long> exhausted, Runnable show, Runnable announce) {}
