/** Counts the responses to clients, whichever feature responds. Uses core only. */
@NullMarked
package io.openbell.write.response;

import org.jspecify.annotations.NullMarked;
