package io.openbell.consumer.batch;

import io.openbell.core.broker.Route;
import io.openbell.core.broker.UnreadableMessageException;
import java.util.Collection;
import java.util.List;
import org.springframework.amqp.core.Message;

/**
 * What a feature brings to have its events finalized: how a message is read, the transactions, and
 * what is shown of them. The batch calls it from several threads at once.
 *
 * @param <P> what its events name
 */
public interface Finalizing<P extends Part> {
  /** The way of its events: the batch takes from its queue. */
  Route route();

  /**
   * What the event in this message names, in its order, never nothing.
   *
   * @throws UnreadableMessageException when it is no event of this feature: it becomes a dead
   *     letter
   */
  List<P> read(Message message) throws UnreadableMessageException;

  /**
   * How many parts a transaction has at most, unless one message has more. Without a bound it is a
   * whole batch; a feature whose transactions lock what others wait for wants shorter ones.
   */
  default int mostParts() {
    return Integer.MAX_VALUE;
  }

  /**
   * Finalizes those of these that are PENDING, in one transaction: all of them or, with an
   * exception, none. May be repeated, and may overlap with others. What is not there, or is not
   * what the event meant, is left alone and told as a misfit.
   *
   * @param parts may hold one twice
   * @throws RuntimeException what kept it from committing, as Spring translates it; its kind
   *     decides whether it is tried again
   */
  Finalized<P> finalizeAll(Collection<P> parts);

  /**
   * Gives up one, in one transaction, because a constraint refuses to have it finalized.
   *
   * @return false when it had left PENDING before
   * @throws RuntimeException as {@link #finalizeAll}; nothing is changed then
   */
  boolean fail(P part, RuntimeException cause);

  /** Whether the database can be asked for what finalizing needs. */
  boolean databaseAnswers();

  /**
   * Shows readers what was committed. Called before the messages are acknowledged; never throws.
   *
   * @param parts of which something may have changed, now or in an earlier delivery
   */
  void show(Collection<P> parts);
}
