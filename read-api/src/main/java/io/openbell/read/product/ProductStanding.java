package io.openbell.read.product;

import io.openbell.core.figures.LiveFigures;

/**
 * A product and how it stands.
 *
 * @param json what clients are told of that
 */
record ProductStanding(ProductFacts facts, LiveFigures figures, ProductJson json) {}
