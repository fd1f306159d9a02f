/**
 * From committed groups to the broker: the publisher tells of each group at once, the relay of what
 * stayed PENDING.
 */
@NullMarked
package io.openbell.write.publish;

import org.jspecify.annotations.NullMarked;
