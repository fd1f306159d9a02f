/**
 * The servers Openbell stands on (Redis, an AMQP broker, a database), embedded or real, as things a
 * program can start, stop and break; uses only those servers' own libraries and nothing else of
 * Openbell.
 */
@NullMarked
package io.openbell.standalone.backing;

import org.jspecify.annotations.NullMarked;
