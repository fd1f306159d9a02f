/**
 * The threads of what blocks on the database outside of the desks. Uses nothing else of the
 * service.
 */
@NullMarked
package io.openbell.write.blocking;

import org.jspecify.annotations.NullMarked;
