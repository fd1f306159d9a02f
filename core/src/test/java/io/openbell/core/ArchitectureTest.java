package io.openbell.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.openbell.core.coupon.Holding;
import io.openbell.core.coupon.Issuance;
import io.openbell.core.coupon.OfferedCoupon;
import io.openbell.core.invest.Admission;
import io.openbell.core.invest.InvestResult;
import io.openbell.core.invest.Offer;
import io.openbell.core.invest.Outcome;
import io.openbell.core.invest.Refusal;
import io.openbell.core.order.Checkout;
import io.openbell.core.order.OfferedItem;
import io.openbell.core.order.OrderLine;
import io.openbell.core.order.OrderStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules within core. Each is an allow-list or is shown to catch an offender, so that none of
 * them passes for speaking of nothing.
 */
class ArchitectureTest {
  private static final String CORE = "io.openbell.core";

  /** What each feature may use of ours, besides itself. A new package needs a line here. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("broker", Set.of()),
          Map.entry("redis", Set.of()),
          Map.entry("warmup", Set.of("api")),
          Map.entry("drain", Set.of()),
          Map.entry("request", Set.of("api")),
          Map.entry("product", Set.of()),
          Map.entry("openapi", Set.of("api", "request")),
          Map.entry("invest", Set.of()),
          Map.entry("item", Set.of("api")),
          Map.entry("order", Set.of()),
          Map.entry("coupon", Set.of()),
          Map.entry("figures", Set.of("product", "redis")),
          Map.entry("database", Set.of("figures", "api")));

  /** What decides, and so must be the same whatever it runs in. */
  private static final Class<?>[] DECISION = {
    Admission.class,
    Offer.class,
    Outcome.class,
    Refusal.class,
    InvestResult.class,
    Checkout.class,
    OfferedItem.class,
    OrderLine.class,
    OrderStatus.class,
    io.openbell.core.order.Outcome.class,
    io.openbell.core.order.Refusal.class,
    Issuance.class,
    OfferedCoupon.class,
    Holding.class,
    io.openbell.core.coupon.Outcome.class,
    io.openbell.core.coupon.Refusal.class
  };

  private static final JavaClasses core =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(CORE);

  private static String packageOf(String feature) {
    return CORE + "." + feature + "..";
  }

  private static String featureOf(JavaClass type) {
    String rest = type.getPackageName().substring(CORE.length());
    return rest.isEmpty() ? "" : rest.substring(1).split("\\.")[0];
  }

  private static boolean holds(ArchRule rule, Class<?>... offenders) {
    return !rule.evaluate(new ClassFileImporter().importClasses(offenders)).hasViolation();
  }

  // --- dependencies

  @Test
  void theTableSpeaksOfExactlyThePackagesThereAre() {
    assertThat(
            core.stream()
                .map(ArchitectureTest::featureOf)
                .filter(feature -> !feature.isEmpty())
                .collect(Collectors.toSet()))
        .isEqualTo(MAY_USE.keySet());
    assertThat(MAY_USE.values().stream().flatMap(Set::stream)).isSubsetOf(MAY_USE.keySet());
  }

  private static ArchRule allowList(String feature) {
    String[] allowed =
        Stream.concat(MAY_USE.get(feature).stream(), Stream.of(feature))
            .map(ArchitectureTest::packageOf)
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(packageOf(feature))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(not(resideInAPackage("io.openbell.."))));
  }

  static Stream<String> features() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("features")
  void aFeatureUsesOnlyTheFeaturesItMay(String feature) {
    assertThat(core.that(resideInAPackage(packageOf(feature)))).isNotEmpty();
    allowList(feature).check(core);
  }

  @Test
  void noFeatureIsPartOfACycle() {
    slices().matching(CORE + ".(*)..").should().beFreeOfCycles().check(core);
  }

  private static ArchRule pureDecision() {
    String decision =
        Stream.of(DECISION).map(Class::getName).collect(Collectors.joining("|", "(", ")(\\$.*)?"));
    return classes()
        .that()
        .haveNameMatching(decision)
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("java..")
                .or(
                    describe(
                        "part of the decision",
                        type -> type.getBaseComponentType().getName().matches(decision))));
  }

  @Test
  void theDecisionUsesNothingButTheLanguage() {
    assertThat(Stream.of(DECISION).allMatch(core::contain)).isTrue();
    pureDecision().check(core);
  }

  @Test
  void everyPackageSaysThatNothingInItIsNullUnlessMarked() {
    assertThat(MAY_USE.keySet())
        .allSatisfy(
            feature ->
                assertThat(core.getPackage(CORE + "." + feature).isAnnotatedWith(NullMarked.class))
                    .as(feature)
                    .isTrue());
  }

  // --- names

  private static ArchRule tellingNames() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Common|Manager|Impl)(\\$.*)?");
  }

  private static ArchRule tellingPackages() {
    return noClasses()
        .should()
        .resideInAnyPackage("..util..", "..helper..", "..common..", "..impl..");
  }

  @Test
  void noClassOrPackageIsNamedForNothing() {
    tellingNames().check(core);
    tellingPackages().check(core);
    assertThat(holds(tellingNames(), PriceHelper.class)).isFalse();
    assertThat(holds(tellingNames(), PriceImpl.class)).isFalse();
    assertThat(holds(tellingPackages(), Objects.class)).isFalse();
  }

  // --- time

  private static ArchRule injectedClock() {
    return noClasses()
        .should()
        .accessTargetWhere(
            describe("reads the time of this machine", ArchitectureTest::readsTheMachinesTime));
  }

  private static boolean readsTheMachinesTime(JavaAccess<?> access) {
    String target = access.getTarget().getOwner().getName() + "." + access.getTarget().getName();
    boolean now = target.matches("java\\.time\\..*\\.now");
    return now && !access.getTarget().getFullName().contains(Clock.class.getName())
        || target.equals("java.lang.System.currentTimeMillis")
        || access.getTarget().getFullName().equals("java.util.Date.<init>()");
  }

  @Test
  void nothingReadsTheTimeButFromAnInjectedClock() {
    injectedClock().check(core);
    assertThat(holds(injectedClock(), AsksInstant.class)).isFalse();
    assertThat(holds(injectedClock(), AsksLocalDateTime.class)).isFalse();
    assertThat(holds(injectedClock(), AsksSystem.class)).isFalse();
    assertThat(holds(injectedClock(), AsksDate.class)).isFalse();
    assertThat(holds(injectedClock(), AsksClock.class)).isTrue();
  }

  // --- offenders

  static class PriceHelper {}

  static class PriceImpl {}

  static class AsksInstant {
    Instant time() {
      return Instant.now();
    }
  }

  static class AsksLocalDateTime {
    Supplier<LocalDateTime> time() {
      return LocalDateTime::now;
    }
  }

  static class AsksSystem {
    long time() {
      return System.currentTimeMillis();
    }
  }

  static class AsksDate {
    Date time() {
      return new Date();
    }
  }

  static class AsksClock {
    Instant time(Clock clock) {
      return Instant.now(clock).plusNanos(clock.instant().getNano());
    }
  }
}
