/**
 * Compares what is said in two places: sums with the logs they are made of, and Redis with the
 * database. Redis is put right; a database that disagrees with itself is reported.
 */
@NullMarked
package io.openbell.write.reconcile;

import org.jspecify.annotations.NullMarked;
