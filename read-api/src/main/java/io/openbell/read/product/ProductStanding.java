package io.openbell.read.product;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.ProductFacts;

/** A product and how it stands. */
record ProductStanding(ProductFacts facts, LiveFigures figures) {}
