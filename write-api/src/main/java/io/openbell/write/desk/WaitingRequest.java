package io.openbell.write.desk;

import java.util.concurrent.CompletableFuture;

/**
 * A request in a desk's queue, and the promise of its answer.
 *
 * @param since of the desk's ticker, in nanoseconds
 */
record WaitingRequest(InvestRequest request, CompletableFuture<Answer> answer, long since) {}
