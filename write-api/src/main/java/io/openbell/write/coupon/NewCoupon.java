package io.openbell.write.coupon;

import static java.util.Objects.requireNonNull;

import io.openbell.core.api.ApiException;
import io.openbell.core.api.ApiZone;
import io.openbell.core.request.PlainText;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A coupon to be registered, of which all that can be told without the database is right.
 *
 * @param value won off, or percent
 * @param itemIds those it is for; none when it is for whole orders
 */
record NewCoupon(
    String name,
    String kind,
    long value,
    @Nullable Long maxDiscount,
    long minOrder,
    List<Long> itemIds,
    long total,
    int perUser,
    Instant opensAt,
    Instant closesAt,
    int validDays) {

  /**
   * @throws ApiException {@code INVALID_REQUEST} naming the field and the rule
   */
  NewCoupon {
    PlainText.require("name", name);
    if (kind.equals("PERCENT") && value > 100) {
      throw ApiException.invalid("value", "must be at most 100, which are percent");
    }
    if (kind.equals("FIXED") && maxDiscount != null) {
      throw ApiException.invalid("maxDiscount", "must be left out unless kind is PERCENT");
    }
    itemIds = List.copyOf(itemIds);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < itemIds.size(); i++) {
      if (!seen.add(itemIds.get(i))) {
        throw ApiException.invalid("itemIds[" + i + "]", "must not be named twice");
      }
    }
    if (!closesAt.isAfter(opensAt)) {
      throw ApiException.invalid("closesAt", "must be after opensAt");
    }
  }

  /**
   * What a body asks for of which each field is valid by itself.
   *
   * @throws ApiException as the constructor
   */
  static NewCoupon of(NewCouponBody body, ApiZone zone) {
    List<@Nullable Long> itemIds = body.itemIds();
    Long minOrder = body.minOrder();
    Integer perUser = body.perUser();
    return new NewCoupon(
        requireNonNull(body.name()),
        requireNonNull(body.kind()),
        requireNonNull(body.value()),
        body.maxDiscount(),
        minOrder == null ? 0 : minOrder,
        itemIds == null ? List.of() : itemIds.stream().map(NewCoupon::present).toList(),
        requireNonNull(body.total()),
        perUser == null ? 1 : perUser,
        zone.instant("opensAt", requireNonNull(body.opensAt())),
        zone.instant("closesAt", requireNonNull(body.closesAt())),
        requireNonNull(body.validDays()));
  }

  private static Long present(@Nullable Long id) {
    return requireNonNull(id);
  }

  /** What it takes something off. */
  String scope() {
    return itemIds.isEmpty() ? "ORDER" : "ITEMS";
  }
}
