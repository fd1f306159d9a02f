/**
 * The independent checker: it knows what clients were told and what the database says, and nothing
 * of the services' code.
 */
@NullMarked
package io.openbell.testkit.audit;

import org.jspecify.annotations.NullMarked;
