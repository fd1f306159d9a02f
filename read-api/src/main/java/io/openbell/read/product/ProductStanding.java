package io.openbell.read.product;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.ProductFacts;

/**
 * A product and how it stands.
 *
 * @param json what clients are told of that
 */
record ProductStanding(ProductFacts facts, LiveFigures figures, ProductJson json) {}
