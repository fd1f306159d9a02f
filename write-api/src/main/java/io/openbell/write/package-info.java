/** write-api: takes investments and registers products. Uses core only. */
@NullMarked
package io.openbell.write;

import org.jspecify.annotations.NullMarked;
