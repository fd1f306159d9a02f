/**
 * Starts Openbell on one machine: backing servers in this process, the four services as its
 * children, and a self-test through the whole chain; uses the package {@code backing}, JDBC and
 * HTTP, and no class of the services.
 */
@NullMarked
package io.openbell.standalone;

import org.jspecify.annotations.NullMarked;
