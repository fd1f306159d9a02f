/**
 * The live figures in Redis: written after each commit, never older overwriting newer, rebuilt from
 * the database when gone.
 */
@NullMarked
package io.openbell.core.figures;

import org.jspecify.annotations.NullMarked;
