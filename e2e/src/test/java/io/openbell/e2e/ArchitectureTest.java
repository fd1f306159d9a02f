package io.openbell.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.querydsl.core.types.EntityPath;
import com.querydsl.jpa.impl.JPAQueryFactory;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.openbell.core.api.ApiException;
import io.openbell.core.api.CorrelationId;
import io.openbell.core.api.TraceParent;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.ConfirmedPublisher;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.Route;
import io.openbell.core.broker.UnreadableMessageException;
import io.openbell.core.figures.LiveFigures;
import io.openbell.core.invest.Offer;
import io.openbell.core.request.IdempotencyKey;
import io.openbell.core.request.UserId;
import io.openbell.testkit.process.Checkout;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.jdbc.core.simple.JdbcClient;

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

  /** What only tests and bench use: the rules for what runs at a user's do not all bind it. */
  private static final JavaClasses TEST_KIT =
      new ClassFileImporter()
          .importPaths(
              Checkout.file("testkit/target/classes"), Checkout.file("standalone/target/classes"));

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

  private static final ArchRule PROPERTIES_ARE_CALLED_SO =
      classes()
          .that()
          .areAnnotatedWith(ConfigurationProperties.class)
          .should()
          .haveSimpleNameEndingWith("Properties");

  @ConfigurationProperties("offender")
  private record OffendingSettings(int size) {}

  @Test
  void whatIsConfiguredIsCalledProperties() {
    PROPERTIES_ARE_CALLED_SO.check(CLASSES);
    JavaClasses offender = new ClassFileImporter().importClasses(OffendingSettings.class);
    assertThat(PROPERTIES_ARE_CALLED_SO.evaluate(offender).hasViolation()).isTrue();
  }

  /** Words that stood for several things; see the words in docs/architecture.md. */
  private static final ArchRule ONE_WORD_FOR_ONE_THING =
      noClasses()
          .should()
          .haveNameMatching(".*(Standing|Board|Settings)")
          .orShould()
          .haveNameMatching("(?!io\\.openbell\\.write\\.desk\\.Answer$).*Answers?");

  private record OffendingAnswers() {}

  private record OffendingBoard() {}

  @ParameterizedTest
  @ValueSource(strings = {"core", "gateway", "write", "read"})
  void oneWordStandsForOneThing(String module) {
    ONE_WORD_FOR_ONE_THING.check(CLASSES.that(resideInAPackage("io.openbell." + module + "..")));
    for (Class<?> offender : List.of(OffendingAnswers.class, OffendingBoard.class)) {
      JavaClasses offending = new ClassFileImporter().importClasses(offender);
      assertThat(ONE_WORD_FOR_ONE_THING.evaluate(offending).hasViolation()).isTrue();
    }
  }

  @Test
  void theTestKitKnowsNoServiceAndNothingThatIsNoTestKnowsIt() {
    String kit = "io.openbell.testkit..";
    assertThat(TEST_KIT.that(resideInAPackage(kit))).isNotEmpty();
    classes()
        .that()
        .resideInAPackage(kit)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(kit, "io.openbell.standalone..")
                .or(not(resideInAPackage("io.openbell.."))))
        .check(TEST_KIT);
    noClasses().should().dependOnClassesThat().resideInAPackage(kit).check(CLASSES);
    slices().matching("io.openbell.(*).(*)..").should().beFreeOfCycles().check(TEST_KIT);
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

  // --- the database

  /** A reader has entities and queries, and nothing by which it could write. */
  private static ArchRule writesNoDatabase(String reader) {
    return noClasses()
        .that()
        .resideInAPackage(reader)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.sql..",
                "org.springframework.jdbc.core",
                "org.springframework.jdbc.datasource..",
                "org.springframework.data.repository..",
                "org.springframework.amqp.."))
        .orShould()
        .callMethodWhere(describe("writes with JPA, Querydsl or SQL", ArchitectureTest::writes));
  }

  private static boolean writes(JavaMethodCall call) {
    return switch (call.getTargetOwner().getName()) {
      // It only makes the factory of queries.
      case "jakarta.persistence.EntityManager" -> true;
      case "com.querydsl.jpa.impl.JPAQueryFactory" ->
          Set.of("insert", "update", "delete").contains(call.getName());
      case "org.springframework.jdbc.core.simple.JdbcClient$StatementSpec" ->
          call.getName().equals("update");
      default -> false;
    };
  }

  @Test
  void readApiWritesNoDatabase() {
    String reader = "io.openbell.read..";
    assertThat(CLASSES.that(resideInAPackage(reader)).that(areEntities())).hasSize(4);
    writesNoDatabase(reader).check(CLASSES);
    classes()
        .that()
        .resideInAPackage(reader)
        .and(areEntities())
        .should()
        .beAnnotatedWith("org.hibernate.annotations.Immutable")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        WritesAnEntity.class,
        WritesWithQuerydsl.class,
        WritesWithJdbc.class,
        WritesWithSql.class
      })
  void aReaderThatWroteWouldBeFound(Class<?> offender) {
    assertThat(finds(writesNoDatabase(offender.getPackageName()), offender)).isTrue();
  }

  static class WritesWithSql {
    void write(JdbcClient client) {
      client.sql("delete from item").update();
    }
  }

  static class WritesAnEntity {
    void write(EntityManager entities, Object row) {
      entities.persist(row);
    }
  }

  static class WritesWithQuerydsl {
    void write(JPAQueryFactory query, EntityPath<?> table) {
      query.delete(table).execute();
    }
  }

  static class WritesWithJdbc {
    @Nullable Connection connection;
  }

  private static DescribedPredicate<JavaClass> areEntities() {
    return describe("are entities", type -> type.isAnnotatedWith("jakarta.persistence.Entity"));
  }

  private static ArchRule noSetters() {
    return methods()
        .that()
        .areDeclaredInClassesThat(areEntities())
        .should()
        .haveNameNotMatching("set[A-Z].*");
  }

  private static ArchRule hiddenFields() {
    return fields()
        .that()
        .areDeclaredInClassesThat(areEntities())
        .and()
        .areNotStatic()
        .should()
        .bePrivate();
  }

  @Test
  void anEntityIsOfOnePackageAndCannotBeChangedFromOutside() {
    assertThat(CLASSES.that(areEntities())).hasSize(6);
    classes().that(areEntities()).should().bePackagePrivate().check(CLASSES);
    noSetters().check(CLASSES);
    hiddenFields().check(CLASSES);
    assertThat(finds(noSetters(), OpenEntity.class)).isTrue();
    assertThat(finds(hiddenFields(), OpenEntity.class)).isTrue();
  }

  @Entity
  static class OpenEntity {
    long amount;

    void setAmount(long amount) {
      this.amount = amount;
    }
  }

  private static boolean finds(ArchRule rule, Class<?> offender) {
    return rule.evaluate(new ClassFileImporter().importClasses(offender)).hasViolation();
  }

  // --- the desk

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
    assertThat(finds(knowsNoFeature(offender.getPackageName()), offender)).isTrue();
  }

  /** What the rooms of mq-consumer that features share may know of ours: no event, no table. */
  private static ArchRule finalizesAnything(String... rooms) {
    return classes()
        .that()
        .resideInAnyPackage(rooms)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(rooms)
                .or(resideInAPackage("java..").and(not(resideInAPackage("java.sql.."))))
                .or(
                    resideInAnyPackage(
                        "com.rabbitmq.client..",
                        "io.micrometer..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.springframework.amqp..",
                        "org.springframework.beans..",
                        "org.springframework.boot.actuate..",
                        "org.springframework.boot.context.properties..",
                        "org.springframework.context..",
                        "org.springframework.core..",
                        "org.springframework.dao..",
                        "org.springframework.scheduling..",
                        "org.springframework.stereotype..",
                        "io.openbell.core.database.."))
                .or(
                    belongToAnyOf(
                        ConfirmedPublisher.class,
                        CorrelationId.class,
                        Route.class,
                        TraceParent.class,
                        UnreadableMessageException.class)));
  }

  @Test
  void batchAndDeadLettersOfTheConsumerKnowNoFeature() {
    String[] rooms = {"io.openbell.consumer.batch..", "io.openbell.consumer.deadletter.."};
    Stream.of(rooms).forEach(ArchitectureTest::assertExists);
    finalizesAnything(rooms).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        KnowsTheBroker.class,
        KnowsFigures.class,
        KnowsHttp.class,
        KnowsInvesting.class,
        KnowsTheWayOfInvestments.class,
        KnowsTables.class
      })
  void aRoomThatKnewOneWouldBeFound(Class<?> offender) {
    assertThat(
            finalizesAnything(offender.getPackageName())
                .evaluate(new ClassFileImporter().importClasses(offender))
                .hasViolation())
        .isTrue();
  }

  /** What publishing may know of ours: the broker, but no event, and the desk that it relieves. */
  private static ArchRule publishesAnything(String room) {
    return classes()
        .that()
        .resideInAPackage(room)
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage(room)
                .or(not(resideInAPackage("io.openbell..")))
                .or(resideInAPackage("io.openbell.write.desk.."))
                .or(
                    belongToAnyOf(
                        ConfirmedPublisher.class, Event.class, MessageCodec.class, Route.class)));
  }

  @Test
  void publishingKnowsNoFeature() {
    String room = "io.openbell.write.publish..";
    assertExists(room);
    publishesAnything(room).check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        KnowsTheBroker.class,
        KnowsFigures.class,
        KnowsInvesting.class,
        KnowsTheWayOfInvestments.class
      })
  void publishingThatKnewOneWouldBeFound(Class<?> offender) {
    String itsPackage = offender.getPackageName();
    assertThat(
            publishesAnything(itsPackage)
                .evaluate(new ClassFileImporter().importClasses(offender))
                .hasViolation())
        .isTrue();
  }

  static class KnowsTheWayOfInvestments {
    final Route route = BrokerTopology.INVESTMENTS;
  }

  static class KnowsTables {
    @Nullable Connection database;
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

  // --- everywhere

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
    assertThat(mains).hasSize(6);
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
