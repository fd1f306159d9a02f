package io.openbell.read.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.figures.LiveFigures;
import io.openbell.core.product.InvestingStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoardTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private static Map<Long, ProductStanding> standing(long... idsAndAmounts) {
    Map<Long, ProductStanding> all = new LinkedHashMap<>();
    for (int i = 0; i < idsAndAmounts.length; i += 2) {
      long id = idsAndAmounts[i];
      all.put(
          id,
          new ProductStanding(
              new ProductFacts(id, "p" + id, 1000, NOON, NOON.plusSeconds(60)),
              new LiveFigures(id, 1, idsAndAmounts[i + 1], 0, 0, InvestingStatus.ONGOING),
              new ProductJson("{}")));
    }
    return all;
  }

  @Test
  void whatHasNotChangedMakesNoVersion() {
    Board board = Board.EMPTY.next(standing(2, 10, 1, 20));

    assertThat(board.version()).isEqualTo(1);
    assertThat(board.next(standing(2, 10, 1, 20))).isSameAs(board);
    assertThat(Board.EMPTY.next(standing())).isSameAs(Board.EMPTY);
  }

  @Test
  void whoHasSeenAVersionIsToldWhatChangedSince() {
    Board first = Board.EMPTY.next(standing(2, 10, 1, 20));
    Board second = first.next(standing(2, 10, 1, 21));
    Board third = second.next(standing(3, 0, 2, 10, 1, 21));

    assertThat(third.hasChangesSince(1)).isTrue();
    assertThat(third.since(1)).extracting(one -> one.facts().productId()).containsExactly(3L, 1L);
    assertThat(third.since(2)).extracting(one -> one.facts().productId()).containsExactly(3L);
    assertThat(third.since(3)).isEmpty();
    assertThat(third.all()).hasSize(3);
  }

  @Test
  void whoHasSeenAProductThatIsGoneNeedsEverything() {
    Board first = Board.EMPTY.next(standing(2, 10, 1, 20));
    Board second = first.next(standing(2, 10));
    Board third = second.next(standing(2, 11));

    assertThat(second.hasChangesSince(1)).isFalse();
    assertThat(third.hasChangesSince(1)).isFalse();
    assertThat(third.hasChangesSince(2)).isTrue();
    assertThat(third.all()).hasSize(1);
  }

  @Test
  void whoHasSeenNothingOrTheFutureNeedsEverything() {
    Board board = Board.EMPTY.next(standing(1, 10));

    assertThat(board.hasChangesSince(-1)).isFalse();
    assertThat(board.hasChangesSince(2)).isFalse();
  }
}
