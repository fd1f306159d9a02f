package io.openbell.write.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openbell.core.api.ApiException;
import io.openbell.core.order.Checkout.Wish;
import io.openbell.core.request.UserId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OrderRequestTest {

  private static Wish wish(long item, long quantity) {
    return new Wish(item, quantity, OptionalLong.empty());
  }

  private static Wish wish(long item, long quantity, long price) {
    return new Wish(item, quantity, OptionalLong.of(price));
  }

  private static OrderRequest request(boolean payNow, Wish... wishes) {
    return new OrderRequest(new UserId("kim"), List.of(wishes), payNow, null, "c", 0);
  }

  @Test
  void itStandsInTheLaneOfItsItemWithTheLowestId() {
    assertThat(request(false, wish(7, 1), wish(3, 1), wish(9, 1)).key()).isEqualTo(3);
  }

  @Test
  void twoRequestsAreTheSameWhenTheyAskForTheSame() {
    OrderRequest request = request(false, wish(1, 2), wish(3, 4, 5));

    assertThat(request.fingerprint())
        .isEqualTo(request(false, wish(3, 4, 5), wish(1, 2)).fingerprint());
    assertThat(
            List.of(
                request(true, wish(1, 2), wish(3, 4, 5)),
                request(false, wish(1, 2)),
                request(false, wish(1, 3), wish(3, 4, 5)),
                request(false, wish(1, 2), wish(3, 4)),
                request(false, wish(1, 2), wish(3, 4, 6)),
                request(false, wish(12, 3), wish(4, 5))))
        .extracting(OrderRequest::fingerprint)
        .doesNotContain(request.fingerprint())
        .doesNotHaveDuplicates()
        .allMatch(fingerprint -> fingerprint.value().length() <= 64);
  }

  @Test
  void onlyWhoAsksForOneItemAtAnyPriceHasNothingElseToBeTold() {
    assertThat(request(true, wish(1, 2)).isRefusedOnceKeyIsExhausted()).isTrue();
    assertThat(request(true, wish(1, 2, 3)).isRefusedOnceKeyIsExhausted()).isFalse();
    assertThat(request(true, wish(1, 2), wish(2, 2)).isRefusedOnceKeyIsExhausted()).isFalse();
  }

  @Test
  void anItemIsNamedOnce() {
    assertThatThrownBy(() -> request(false, wish(1, 1), wish(2, 1), wish(1, 1)))
        .isInstanceOf(ApiException.class)
        .hasMessage("items[2].itemId: must not be named twice");
  }

  @Test
  void aLineIsCalledAsTheClientHasSentIt() {
    assertThat(request(false, wish(7, 1), wish(3, 1)).field(3, "quantity"))
        .isEqualTo("items[1].quantity");
  }
}
