package io.openbell.read.point;

/** Which way the points of an entry went. */
enum EntryKind {
  CHARGE,
  USE,
  EXPIRE
}
