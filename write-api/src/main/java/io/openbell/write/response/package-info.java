/**
 * How what the desk answers is said over HTTP, for every feature, and how answers are counted.
 * Knows no feature.
 */
@NullMarked
package io.openbell.write.response;

import org.jspecify.annotations.NullMarked;
