/**
 * The HTTP contract every service answers in: envelope, codes, header names, and the one place
 * where errors become answers. Uses Spring Web only; nothing of the domain.
 */
@NullMarked
package io.openbell.core.api;

import org.jspecify.annotations.NullMarked;
