package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiException;
import io.openbell.core.figures.CommittedFigures;
import io.openbell.standalone.backing.BackingServers;
import io.openbell.testkit.backing.SharedServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a client is told of errors as a real database makes them. */
@OnBackingServers
class DatabaseErrorsIT {
  private final BackingServers servers = SharedServers.get();

  @Autowired private JdbcClient jdbc;
  @Autowired private CommittedFigures figures;
  @Autowired private DatabaseErrors errors;

  @AfterEach
  void databaseIsBack() {
    servers.startDatabase();
  }

  @Test
  void aDatabaseThatIsGoneIsUnavailableAndComesBack() {
    assertThat(figures.of(List.of(404L))).isEmpty();
    servers.stopDatabase();
    // The first meets a pooled connection that is dead, the next find no connection at all.
    for (int i = 0; i < 2; i++) {
      assertUnavailable(catchThrowable(() -> figures.of(List.of(404L))));
    }
    servers.startDatabase();
    // Asked again and again without a pause, as under load: the pool must not wait for one to look
    // whether its connections live.
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(figures.of(List.of(404L))).isEmpty());
  }

  private void assertUnavailable(Throwable error) {
    ApiException answer = errors.translate(error);
    assertThat(answer).as("answer to " + error).isNotNull();
    assertThat(answer.code()).isEqualTo(ApiCode.UNAVAILABLE);
    assertThat(answer).hasMessage(ApiCode.UNAVAILABLE.message());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1 from nowhere",
        "select no_such_function(1)",
        "select nextval('no_such_sequence')",
        "select 1 / 0",
        "selec 1",
        "insert into product_invest_user (user_id) values ('kim')"
      })
  void aStatementThatIsWrongIsAnErrorOfOurs(String sql) {
    Throwable error = catchThrowable(() -> jdbc.sql(sql).query().listOfRows());
    assertThat(error).isNotNull();
    assertThat(DatabaseErrors.isAway(error)).as("away: " + error).isFalse();
    assertThat(errors.translate(error)).isNull();
  }

  @Test
  void anErrorOfAnotherPartIsNoneOfItsBusiness() {
    assertThat(errors.translate(new IllegalStateException("bug"))).isNull();
  }
}
