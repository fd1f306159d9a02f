package io.openbell.write.desk;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through a desk, with the answer it is going to get.
 *
 * @param <R> the feature's requests
 * @param <T> what it decides of one
 */
public final class GroupEntry<R extends DeskRequest, T> {
  private final R request;
  private final long since;
  private final CompletableFuture<Answer<T>> told = new CompletableFuture<>();

  /** Set by the last attempt to commit. Only the thread that serves the group uses it. */
  private @Nullable Answer<T> answer;

  GroupEntry(R request, long since) {
    this.request = request;
    this.since = since;
  }

  /** What is asked. */
  public R request() {
    return request;
  }

  /** Sets the answer that the client gets once the group is committed; the last one counts. */
  public void answer(Answer<T> answer) {
    this.answer = answer;
  }

  /** Sets the answer to this decision. */
  public void decide(T outcome) {
    answer(new Answer.Decided<>(outcome));
  }

  /** When it was queued, in nanoseconds of the desk's ticker. */
  long since() {
    return since;
  }

  /** Tells the client the answer that was set. */
  void tell() {
    told.complete(requireNonNull(answer, "committed without an answer"));
  }

  /** Tells the client this answer, unless it was told one before. */
  void tell(Answer<T> instead) {
    told.complete(instead);
  }

  /** Completes with the one answer, never exceptionally. */
  CompletableFuture<Answer<T>> told() {
    return told;
  }
}
