package io.openbell.core.product;

/** Redis topics on which the services tell each other about products. */
public final class ProductTopics {
  /**
   * Published after a registration is committed; the message is the product id in decimal, as plain
   * text. Lossy like every Redis topic: only good for showing a product sooner.
   */
  public static final String PRODUCT_REGISTERED = "product-registered";

  private ProductTopics() {}
}
