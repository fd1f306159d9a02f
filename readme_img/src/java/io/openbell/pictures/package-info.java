/**
 * Draws the pictures of the documentation: from PlantUML texts, from recorded requests and answers,
 * and from the schema as the migrations make it. Uses nothing of the services.
 */
@NullMarked
package io.openbell.pictures;

import org.jspecify.annotations.NullMarked;
