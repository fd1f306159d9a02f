/**
 * The desk: group commit under the distributed lock, for anything that is limited. Requests queue
 * in lanes, each drained in groups, every group decided in arrival order and committed in one
 * transaction. Knows no feature, no HTTP, no broker and no figures: a feature brings its {@link
 * io.openbell.write.desk.GroupCommit}.
 */
@NullMarked
package io.openbell.write.desk;

import org.jspecify.annotations.NullMarked;
