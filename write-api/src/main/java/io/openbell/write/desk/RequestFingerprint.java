package io.openbell.write.desk;

/**
 * What was asked under an idempotency key, readable and exact: two requests are the same when their
 * fingerprints are.
 */
public record RequestFingerprint(String value) {}
