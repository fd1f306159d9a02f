/**
 * How write-api and read-api document their calls: alike, with the errors that each can answer.
 * Uses springdoc, which the services bring.
 */
@NullMarked
package io.openbell.core.openapi;

import org.jspecify.annotations.NullMarked;
