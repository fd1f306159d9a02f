/**
 * {@code .ci/servers}: the real RabbitMQ, Redis and PostgreSQL of Debian's packages, for tests. The
 * script compiles this package by itself, so it uses nothing but the JDK.
 */
@NullMarked
package io.openbell.standalone.servers;

import org.jspecify.annotations.NullMarked;
