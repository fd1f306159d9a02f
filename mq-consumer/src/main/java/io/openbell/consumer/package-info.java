/** The service that finalizes accepted investments. It answers nobody but its health checks. */
@NullMarked
package io.openbell.consumer;

import org.jspecify.annotations.NullMarked;
