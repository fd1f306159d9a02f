/** Investment products: the words about them that the services share. */
@NullMarked
package io.openbell.core.product;

import org.jspecify.annotations.NullMarked;
