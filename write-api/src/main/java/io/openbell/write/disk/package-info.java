/**
 * The room on the disk of an embedded database: nothing is taken that it may have no room for. Uses
 * nothing of the service.
 */
@NullMarked
package io.openbell.write.disk;

import org.jspecify.annotations.NullMarked;
