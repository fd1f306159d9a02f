package io.openbell.core.item;

/** Whether an item can be ordered. */
public enum ItemStatus {
  SELLING,
  STOPPED
}
