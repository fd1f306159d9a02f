package io.openbell.consumer.batch;

/**
 * Why a part can never be finalized, for the operator who finds its message among the dead letters:
 * those of one message with the same text are told together, as in {@code 2 unknown logs: [17,
 * 18]}.
 *
 * @param text follows their number
 * @param detail which one this is, and what there is to say of it
 */
public record Misfit(String text, String detail) {}
