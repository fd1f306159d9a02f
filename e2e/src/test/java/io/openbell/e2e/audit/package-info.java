/**
 * The independent checker: it knows what clients were told and what the database says, and nothing
 * of the services' code.
 */
package io.openbell.e2e.audit;
