/** POST /api/invest: reads the request, brings it to the desk, turns the answer into a response. */
@NullMarked
package io.openbell.write.invest;

import org.jspecify.annotations.NullMarked;
