/**
 * Gatling simulations of the crowd, over HTTP alone: they know a base URL and product ids, and
 * nothing else of the system. What each is for stands in bench/README.md.
 */
@NullMarked
package io.openbell.bench.gatling;

import org.jspecify.annotations.NullMarked;
