package io.openbell.write.desk;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What all desks work with.
 *
 * @param executor of the threads that serve groups
 * @param ticker nanoseconds, as of {@link System#nanoTime}
 * @param waiting how many are queued at all desks together
 * @param diskFull whether the disk of the database is full
 */
record Equipment(
    LaneLock lock,
    Executor executor,
    LongSupplier ticker,
    IntSupplier waiting,
    BooleanSupplier diskFull,
    DeskMeters meters,
    DeskProperties properties) {}
