/**
 * Black-box tests: the services as real processes, used over HTTP as their clients use them, and
 * looked at from outside: answers, database, broker. Knows nothing of the services' code.
 */
package io.openbell.e2e;
