package io.openbell.core.product;

/** Whether a product still raises money: COMPLETE once every won of its total is confirmed. */
public enum InvestingStatus {
  ONGOING,
  COMPLETE
}
