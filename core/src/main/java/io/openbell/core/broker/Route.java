package io.openbell.core.broker;

/**
 * The way of one feature's events over the broker. {@link BrokerTopology} declares what it names.
 *
 * @param feature the name of the feature's packages
 * @param exchange where its events are published
 * @param routingKey with which they are
 * @param queue where they wait to be finalized
 * @param deadLetterQueue where those wait for an operator that cannot be finalized; also their
 *     routing key at {@link BrokerTopology#DEAD_LETTER_EXCHANGE}
 */
public record Route(
    String feature, String exchange, String routingKey, String queue, String deadLetterQueue) {}
