/**
 * The desk: a queue per product, drained in groups under the distributed lock, each decided in
 * arrival order and committed in one transaction. Knows nothing of HTTP; hands committed groups to
 * whoever announces them.
 */
@NullMarked
package io.openbell.write.desk;

import org.jspecify.annotations.NullMarked;
