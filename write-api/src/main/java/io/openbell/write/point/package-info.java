/**
 * Points, a user's money here: charging them, and letting them expire. Plain transactions under the
 * lock of the user's account; they need no desk.
 */
@NullMarked
package io.openbell.write.point;

import org.jspecify.annotations.NullMarked;
