/**
 * Compares what is kept in two places: sums with the rows they are made of, which each feature
 * brings, and Redis with the database. Redis is corrected; a database that disagrees with itself is
 * reported.
 */
@NullMarked
package io.openbell.write.reconcile;

import org.jspecify.annotations.NullMarked;
