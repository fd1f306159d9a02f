/** Load tests: measures Openbell beside its references, and writes docs/performance.md. */
@NullMarked
package io.openbell.bench;

import org.jspecify.annotations.NullMarked;
