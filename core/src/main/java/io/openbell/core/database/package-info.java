/** The database connection, and what clients are told when it is away. */
@NullMarked
package io.openbell.core.database;

import org.jspecify.annotations.NullMarked;
