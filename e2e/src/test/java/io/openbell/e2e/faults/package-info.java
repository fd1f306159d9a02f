/**
 * What the system promises while it is being broken: every fault under load, on real servers, with
 * the independent checker afterwards. Run by {@code e2e/faults}.
 */
package io.openbell.e2e.faults;
