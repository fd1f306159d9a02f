package io.openbell.write.order;

/** The body of {@code POST /api/order/{orderId}/payment}: there is nothing to say. */
record PaymentBody() {}
