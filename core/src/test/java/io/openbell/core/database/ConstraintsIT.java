package io.openbell.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/**
 * That tables take what is right and nothing else. Who extends it says what that is, in static
 * methods {@code violations}, {@code duplicates} and {@code whatIsRight}.
 */
@OnBackingServers
@Transactional
abstract class ConstraintsIT {
  static final String THEN = "timestamp with time zone '2026-11-20 01:00:00+00:00'";
  static final String LATER = "timestamp with time zone '2026-11-20 02:00:00+00:00'";

  @Autowired JdbcClient jdbc;

  /** What must not be stored, and the constraint that refuses it. */
  record Violation(String what, Set<String> constraints, String sql) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Violation violation(String what, String constraint, String sql) {
    return new Violation(what, Set.of(constraint), sql);
  }

  static String insert(String table, Map<String, String> defaults, String... overrides) {
    Map<String, String> row = new LinkedHashMap<>(defaults);
    for (int i = 0; i < overrides.length; i += 2) {
      row.put(overrides[i], overrides[i + 1]);
    }
    return "insert into "
        + table
        + " ("
        + String.join(", ", row.keySet())
        + ") values ("
        + String.join(", ", row.values())
        + ")";
  }

  void execute(String sql) {
    assertThat(jdbc.sql(sql).update()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("violations")
  void theDatabaseRefuses(Violation violation) {
    assertThatExceptionOfType(DataIntegrityViolationException.class)
        .isThrownBy(() -> jdbc.sql(violation.sql()).update())
        .satisfies(
            e ->
                assertThat(e.getMostSpecificCause().getMessage().toLowerCase(Locale.ROOT))
                    .containsAnyOf(violation.constraints().toArray(String[]::new)));
  }

  @ParameterizedTest
  @MethodSource("duplicates")
  void aSecondRowOfTheSameThingIsRefused(String sql) {
    assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> jdbc.sql(sql).update());
  }

  @ParameterizedTest
  @MethodSource("whatIsRight")
  void theDatabaseTakesWhatIsRight(String sql) {
    execute(sql);
  }
}
