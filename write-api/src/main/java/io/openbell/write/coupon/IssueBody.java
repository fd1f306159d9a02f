package io.openbell.write.coupon;

/** The body of {@code POST /api/coupon/{id}/issue}: there is nothing to say. */
record IssueBody() {}
