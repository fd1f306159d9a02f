/**
 * What crosses the broker: the versioned messages, their codec, and the one place that names
 * exchanges and queues.
 */
@NullMarked
package io.openbell.core.broker;

import org.jspecify.annotations.NullMarked;
