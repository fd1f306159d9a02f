/**
 * The service that answers every read: its start, its threads, its way to the database. The feature
 * packages below may use this one and core, never each other.
 */
@NullMarked
package io.openbell.read;

import org.jspecify.annotations.NullMarked;
