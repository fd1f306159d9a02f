/**
 * From committed groups to the broker: the publisher tells of each group at once, the relay of what
 * stayed PENDING. Knows no feature: each brings a {@code PendingSource}.
 */
@NullMarked
package io.openbell.write.publish;

import org.jspecify.annotations.NullMarked;
