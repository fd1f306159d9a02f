/**
 * The one entrance for clients: knows which service answers which call, and what a client is told
 * when no instance can. Uses Spring Cloud Gateway, its load balancer, and the HTTP contract of
 * core; nothing of the domain, no database, no broker.
 */
@NullMarked
package io.openbell.gateway;

import org.jspecify.annotations.NullMarked;
