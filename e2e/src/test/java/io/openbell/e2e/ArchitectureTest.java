package io.openbell.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.openbell.core.api.ApiException;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.invest.Offer;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules between the modules, as allow-lists; each also shows that its classes exist. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(
              Checkout.file("core/target/classes"),
              Checkout.file("gateway/target/classes"),
              Checkout.file("write-api/target/classes"),
              Checkout.file("read-api/target/classes"),
              Checkout.file("mq-consumer/target/classes"),
              Checkout.file("standalone/target/classes"));

  private static void assertExists(String packages) {
    assertThat(CLASSES.that(resideInAPackage(packages))).as("classes in %s", packages).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "write", "read", "consumer"})
  void aServiceKnowsNoOtherServiceButCore(String service) {
    String own = "io.openbell." + service + "..";
    assertExists(own);
    classes()
        .that()
        .resideInAPackage(own)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(own, "io.openbell.core..")
                .or(not(resideInAPackage("io.openbell.."))))
        .check(CLASSES);
  }

  @Test
  void coreAndStandaloneKnowNoService() {
    assertExists("io.openbell.core..");
    assertExists("io.openbell.standalone..");
    for (String own : new String[] {"io.openbell.core..", "io.openbell.standalone.."}) {
      classes()
          .that()
          .resideInAPackage(own)
          .should()
          .onlyDependOnClassesThat(resideInAPackage(own).or(not(resideInAPackage("io.openbell.."))))
          .check(CLASSES);
    }
  }

  @Test
  void theGatewayHasNoDomainAndNoDatabase() {
    assertExists("io.openbell.gateway..");
    noClasses()
        .that()
        .resideInAPackage("io.openbell.gateway..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.openbell.core.product..",
                "io.openbell.core.invest..",
                "io.openbell.core.broker..",
                "io.openbell.core.figures..",
                "io.openbell.core.database..",
                "java.sql..",
                "javax.sql..",
                "org.springframework.jdbc..",
                "org.springframework.data..",
                "org.springframework.amqp.."))
        .check(CLASSES);
  }

  @Test
  void readApiWritesNoDatabase() {
    assertExists("io.openbell.read..");
    noClasses()
        .that()
        .resideInAPackage("io.openbell.read..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.sql..",
                "jakarta.persistence..",
                "org.springframework.data.repository..",
                "org.springframework.amqp.."))
        .check(CLASSES);
  }

  /** What the engine may know of ours: no feature, no broker, no figures. */
  private static ArchRule knowsNoFeature(String engine) {
    return classes()
        .that()
        .resideInAPackage(engine)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    engine,
                    "java..",
                    "io.micrometer.core..",
                    "org.jspecify..",
                    "org.redisson..",
                    "org.slf4j..",
                    "org.springframework.beans..",
                    "org.springframework.boot.context.properties..",
                    "org.springframework.boot.health..",
                    "org.springframework.dao..",
                    "org.springframework.scheduling..",
                    "org.springframework.stereotype..",
                    "io.openbell.core.database..",
                    "io.openbell.write.disk..")
                .or(belongToAnyOf(UserId.class, IdempotencyKey.class)));
  }

  @Test
  void theDeskKnowsNoFeatureAndNoTransport() {
    String engine = "io.openbell.write.desk..";
    assertExists(engine);
    knowsNoFeature(engine).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {KnowsTheBroker.class, KnowsFigures.class, KnowsHttp.class, KnowsInvesting.class})
  void aDeskThatKnewOneWouldBeFound(Class<?> offender) {
    assertThat(
            knowsNoFeature(offender.getPackageName())
                .evaluate(new ClassFileImporter().importClasses(offender))
                .hasViolation())
        .isTrue();
  }

  static class KnowsTheBroker {
    @Nullable InvestmentsAccepted message;
  }

  static class KnowsFigures {
    @Nullable LiveFigures figures;
  }

  static class KnowsHttp {
    @Nullable ApiException status;
  }

  static class KnowsInvesting {
    @Nullable Offer offer;
  }

  @Test
  void noPackagesGoInCircles() {
    slices().matching("io.openbell.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theTimeComesFromAClock() {
    noClasses()
        .that()
        .resideInAPackage("io.openbell..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(CLASSES);
  }

  @Test
  void noTextDependsOnTheLocaleOfTheMachine() {
    noClasses()
        .that()
        .resideInAPackage("io.openbell..")
        .should()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(CLASSES);
  }

  @Test
  void everyProgramIsTheSameUnderEveryLocale() {
    List<JavaMethod> mains =
        CLASSES.stream()
            .flatMap(type -> type.tryGetMethod("main", String[].class).stream())
            .toList();
    assertThat(mains).hasSize(5);
    assertThat(mains)
        .allMatch(
            main ->
                main.getMethodCallsFromSelf().stream()
                    .anyMatch(
                        call ->
                            call.getTargetOwner().isEquivalentTo(Locale.class)
                                && call.getName().equals("setDefault")));
  }

  @Test
  void noNameHidesWhatAThingDoes() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .check(CLASSES);
  }

  @Test
  void onlyEntryPointsOfAPackageArePublic() {
    classes()
        .that()
        .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
        .or()
        .areAnnotatedWith("org.springframework.amqp.rabbit.annotation.RabbitListener")
        .should()
        .bePackagePrivate()
        .check(CLASSES);
  }
}
