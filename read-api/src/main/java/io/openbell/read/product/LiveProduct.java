package io.openbell.read.product;

import io.openbell.core.figures.LiveFigures;

/**
 * A product with its figures.
 *
 * @param json both as clients see them, written already
 */
record LiveProduct(ProductFacts facts, LiveFigures figures, ProductJson json) {}
