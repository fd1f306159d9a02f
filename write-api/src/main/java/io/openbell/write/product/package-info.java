/** POST /api/product: registers investment products. Their two tables are written with JPA here. */
@NullMarked
package io.openbell.write.product;

import org.jspecify.annotations.NullMarked;
