/** Load tests: measures Openbell beside its references, and writes a report. */
@NullMarked
package io.openbell.bench;

import org.jspecify.annotations.NullMarked;
