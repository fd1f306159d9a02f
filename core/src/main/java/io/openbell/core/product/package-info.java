/**
 * Investment products: what is on offer, how it stands, and the queries that show it. Uses JPA and
 * Querydsl.
 */
@NullMarked
package io.openbell.core.product;

import org.jspecify.annotations.NullMarked;
