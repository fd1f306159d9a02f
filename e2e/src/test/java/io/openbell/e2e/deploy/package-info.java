/**
 * Holds the deployment files against the services they deploy, by reading both. Uses the checkout's
 * files, JUnit, SnakeYAML and kubectl; starts no service.
 */
@NullMarked
package io.openbell.e2e.deploy;

import org.jspecify.annotations.NullMarked;
