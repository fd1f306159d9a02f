/**
 * Starts Openbell on one machine: backing servers in the launcher's process, the four services as
 * its children, and a self-test through the whole chain; and what {@code ./openbell} does around
 * that. Uses the package {@code backing}, JDBC and HTTP, and no class of the services.
 */
@NullMarked
package io.openbell.standalone;

import org.jspecify.annotations.NullMarked;
