/**
 * Dead letters: messages that cannot be finalized, of every feature there is a {@code Route} of.
 * {@code DeadLetterParking} keeps them, {@code DeadLettersEndpoint} lets an operator list, replay
 * and drop them. Knows no feature.
 */
@NullMarked
package io.openbell.consumer.deadletter;

import org.jspecify.annotations.NullMarked;
