package io.openbell.write.order;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiException;
import io.openbell.core.order.Checkout;
import io.openbell.core.order.Checkout.Wish;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.write.desk.DeskRequest;
import io.openbell.write.desk.RequestFingerprint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request to order, checked for form but not yet decided. It stands in the lane of its item
 * with the lowest id.
 *
 * @param wishes as the client has sent them: at least one, each item once
 * @param idempotencyKey null when the client brought none: repeating it then is a new order
 * @param correlationId for logs and messages; where tracing is on it carries the trace, too
 * @param deadline in nanoseconds of {@link System#nanoTime}
 */
record OrderRequest(
    UserId user,
    List<Wish> wishes,
    boolean payNow,
    @Nullable IdempotencyKey idempotencyKey,
    String correlationId,
    long deadline)
    implements DeskRequest, Checkout.Cart {

  /**
   * @throws ApiException {@code INVALID_REQUEST} naming the line when an item is named twice
   */
  OrderRequest {
    wishes = List.copyOf(wishes);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < wishes.size(); i++) {
      if (!seen.add(wishes.get(i).itemId())) {
        throw ApiException.invalid("items[" + i + "].itemId", "must not be named twice");
      }
    }
  }

  /** What a valid body asks for. */
  static List<Wish> wishes(OrderBody body) {
    List<Wish> wishes = new ArrayList<>();
    for (OrderBody.Line line : requireNonNull(body.items())) {
      Long expectedPrice = requireNonNull(line).expectedPrice();
      wishes.add(
          new Wish(
              requireNonNull(line.itemId()),
              requireNonNull(line.quantity()),
              expectedPrice == null ? OptionalLong.empty() : OptionalLong.of(expectedPrice)));
    }
    return wishes;
  }

  @Override
  public long key() {
    return wishes.stream().mapToLong(Wish::itemId).min().orElseThrow();
  }

  @Override
  public String buyer() {
    return user.value();
  }

  /** Another item, or another price, may be told first. */
  @Override
  public boolean isRefusedOnceKeyIsExhausted() {
    return wishes.size() == 1 && wishes.get(0).expectedPrice().isEmpty();
  }

  /** The same whatever the order of the lines. */
  @Override
  public RequestFingerprint fingerprint() {
    return RequestFingerprint.digestOf(
        wishes.stream()
            .sorted(Comparator.comparingLong(Wish::itemId))
            .map(OrderRequest::inWords)
            .collect(Collectors.joining(",", "", payNow ? ":now" : ":later")));
  }

  private static String inWords(Wish wish) {
    String price = wish.expectedPrice().isPresent() ? "@" + wish.expectedPrice().getAsLong() : "";
    return wish.itemId() + "*" + wish.quantity() + price;
  }

  /** How the client has named what it says of this item. */
  String field(long itemId, String name) {
    int line = 0;
    while (wishes.get(line).itemId() != itemId) {
      line++;
    }
    return "items[" + line + "]." + name;
  }
}
