package io.openbell.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatlingRunTest {
  @ParameterizedTest(name = "{0} successes, {1} failures, {2} investments")
  @CsvSource({"10, 0, 10", "10, 2, 10", "10, 2, 12", "0, 0, 0"})
  void theDatabaseAgreesWithTheAnswers(long successes, long failures, long investments) {
    assertThatCode(() -> GatlingRun.checkAnswers(report(successes, failures), investments))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0} successes, {1} failures, {2} investments")
  @CsvSource({"10, 0, 9", "10, 0, 11", "10, 2, 13", "10, 2, 9"})
  void anInvestmentThatIsLostOrThatNobodyAskedForIsFound(
      long successes, long failures, long investments) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> GatlingRun.checkAnswers(report(successes, failures), investments))
        .withMessageContaining("there are " + investments);
  }

  private static Gatling.Report report(long successes, long failures) {
    return new Gatling.Report(new Load(20, 1, 1, 1, failures), successes, "");
  }
}
