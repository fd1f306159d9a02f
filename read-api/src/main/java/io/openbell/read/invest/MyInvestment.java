package io.openbell.read.invest;

import java.time.Instant;

/**
 * What a user has invested in one product, accumulated.
 *
 * @param totalInvestingAmount won the product raises
 * @param myInvestingAmount won of this user, finalized
 * @param investedAt when the latest of them was accepted
 */
public record MyInvestment(
    long productId,
    String userId,
    String title,
    long totalInvestingAmount,
    long myInvestingAmount,
    Instant investedAt) {}
