/**
 * What services share: the decision, the schema, the message contract, the API envelope. What one
 * service needs is in that service. Core depends on none of them.
 */
@NullMarked
package io.openbell.core;

import org.jspecify.annotations.NullMarked;
