/**
 * The servers that tests stand on, embedded or real, and a disk that can be filled; uses {@code
 * standalone}'s embedded servers and nothing else of Openbell.
 */
@NullMarked
package io.openbell.testkit.backing;

import org.jspecify.annotations.NullMarked;
