/**
 * HTTP as tests speak it, and what services tell over it. Knows no service and nothing of Spring.
 */
@NullMarked
package io.openbell.testkit.http;

import org.jspecify.annotations.NullMarked;
