package io.openbell.write.desk;

import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.figures.LiveFigures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a group's transaction came to.
 *
 * @param answers one per request, in order
 * @param accepted what is to be published; null when nothing was accepted
 * @param figures of the product after the commit; null when nothing changed
 * @param standing what the group says of the product from now on
 */
record CommittedGroup(
    List<Answer> answers,
    @Nullable InvestmentsAccepted accepted,
    @Nullable LiveFigures figures,
    Standing standing) {

  /** What a group says of its product. */
  enum Standing {
    /** There is something left. */
    ON_OFFER,
    /** Every won is reserved. */
    SOLD_OUT,
    /** There is no such product. */
    UNKNOWN
  }
}
