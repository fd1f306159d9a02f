/**
 * What the four services share: domain, persistence, message contract, API envelope. Each feature
 * has a package of its own; core depends on none of the services.
 */
@NullMarked
package io.openbell.core;

import org.jspecify.annotations.NullMarked;
