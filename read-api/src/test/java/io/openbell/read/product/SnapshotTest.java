package io.openbell.read.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static Map<Long, LiveProduct> products(long... idsAndAmounts) {
    Map<Long, LiveProduct> all = new LinkedHashMap<>();
    for (int i = 0; i < idsAndAmounts.length; i += 2) {
      long id = idsAndAmounts[i];
      all.put(
          id,
          new LiveProduct(
              new ProductFacts(id, "p" + id, 1000, NOON, NOON.plusSeconds(60)),
              new LiveFigures(id, 1, idsAndAmounts[i + 1], 0, 0, InvestingStatus.ONGOING),
              new ProductJson("{}")));
    }
    return all;
  }

  @Test
  void whatHasNotChangedMakesNoVersion() {
    Snapshot snapshot = Snapshot.EMPTY.next(products(2, 10, 1, 20));

    assertThat(snapshot.version()).isEqualTo(1);
    assertThat(snapshot.next(products(2, 10, 1, 20))).isSameAs(snapshot);
    assertThat(Snapshot.EMPTY.next(products())).isSameAs(Snapshot.EMPTY);
  }

  @Test
  void whoHasSeenAVersionIsToldWhatChangedSince() {
    Snapshot first = Snapshot.EMPTY.next(products(2, 10, 1, 20));
    Snapshot second = first.next(products(2, 10, 1, 21));
    Snapshot third = second.next(products(3, 0, 2, 10, 1, 21));

    assertThat(third.hasChangesSince(1)).isTrue();
    assertThat(third.since(1)).extracting(one -> one.facts().productId()).containsExactly(3L, 1L);
    assertThat(third.since(2)).extracting(one -> one.facts().productId()).containsExactly(3L);
    assertThat(third.since(3)).isEmpty();
    assertThat(third.all()).hasSize(3);
  }

  @Test
  void whoHasSeenAProductThatIsGoneNeedsEverything() {
    Snapshot first = Snapshot.EMPTY.next(products(2, 10, 1, 20));
    Snapshot second = first.next(products(2, 10));
    Snapshot third = second.next(products(2, 11));

    assertThat(second.hasChangesSince(1)).isFalse();
    assertThat(third.hasChangesSince(1)).isFalse();
    assertThat(third.hasChangesSince(2)).isTrue();
    assertThat(third.all()).hasSize(1);
  }

  @Test
  void whoHasSeenNothingOrTheFutureNeedsEverything() {
    Snapshot snapshot = Snapshot.EMPTY.next(products(1, 10));

    assertThat(snapshot.hasChangesSince(-1)).isFalse();
    assertThat(snapshot.hasChangesSince(2)).isFalse();
  }
}
