/** Reads what services tell of themselves, for tests. Knows no service and nothing of Spring. */
@NullMarked
package io.openbell.standalone.scrape;

import org.jspecify.annotations.NullMarked;
