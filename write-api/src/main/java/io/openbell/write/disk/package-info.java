/**
 * Watches the disk of an embedded database: nothing is accepted that it may have no room for. Uses
 * nothing else of the service.
 */
@NullMarked
package io.openbell.write.disk;

import org.jspecify.annotations.NullMarked;
