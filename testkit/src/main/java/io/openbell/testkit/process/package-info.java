/**
 * Programs as tests run them: the services of this checkout's build above all, started as their
 * image starts them. Knows their jars, and none of their classes.
 */
@NullMarked
package io.openbell.testkit.process;

import org.jspecify.annotations.NullMarked;
