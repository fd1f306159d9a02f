/** POST /api/product: registers investment products. */
@NullMarked
package io.openbell.write.product;

import org.jspecify.annotations.NullMarked;
