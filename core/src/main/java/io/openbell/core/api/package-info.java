/**
 * The HTTP contract that every service keeps: envelope, codes, header names, and the one place
 * where errors become responses. Uses Spring Web only; nothing of the domain.
 */
@NullMarked
package io.openbell.core.api;

import org.jspecify.annotations.NullMarked;
