/**
 * Shows products: facts from Ehcache, live figures from Redis, both from the database when they are
 * gone. Uses core and {@code io.openbell.read}.
 */
@NullMarked
package io.openbell.read.product;

import org.jspecify.annotations.NullMarked;
