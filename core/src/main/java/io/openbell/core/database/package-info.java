/** The database connection: entities, Querydsl, and what clients are told when it is away. */
@NullMarked
package io.openbell.core.database;

import org.jspecify.annotations.NullMarked;
