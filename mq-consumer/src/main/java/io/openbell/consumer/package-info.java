/**
 * The service that finalizes accepted investments. It answers its health checks and operators only.
 */
@NullMarked
package io.openbell.consumer;

import org.jspecify.annotations.NullMarked;
