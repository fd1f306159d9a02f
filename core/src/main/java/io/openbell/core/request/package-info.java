/** What every request of a user says, whatever it asks for: who asks, and under which key. */
@NullMarked
package io.openbell.core.request;

import org.jspecify.annotations.NullMarked;
