/**
 * What crosses the broker: the versioned events, their codec, the one place that names exchanges
 * and queues, and the one way to publish.
 */
@NullMarked
package io.openbell.core.broker;

import org.jspecify.annotations.NullMarked;
