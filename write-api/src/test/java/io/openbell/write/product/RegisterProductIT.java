package io.openbell.write.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.core.product.ProductTopics;
import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.metamodel.EntityType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.redisson.client.codec.StringCodec;
import org.springframework.beans.factory.annotation.Autowired;

class RegisterProductIT extends RunningWriteApi {
  @Autowired private EntityManagerFactory entities;

  private Reply register(String title, String total, String startedAt, String finishedAt) {
    return post(
        "/api/product",
        Map.of(),
        "{\"title\":%s,\"totalInvestingAmount\":%s,\"startedAt\":%s,\"finishedAt\":%s}"
            .formatted(title, total, startedAt, finishedAt));
  }

  @Test
  void aProductIsRegisteredUnder201AndItsReadersAreTold() {
    List<String> told = new CopyOnWriteArrayList<>();
    redis
        .getTopic(ProductTopics.PRODUCT_REGISTERED, StringCodec.INSTANCE)
        .addListener(String.class, (topic, id) -> told.add(id));

    Reply reply =
        register("\"Wind farm\"", "5000", "\"2026-11-20T10:00:00\"", "\"2026-11-21T10:00:00Z\"");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().get("status").asInt()).isEqualTo(201);
    assertThat(reply.code()).isEqualTo("01");
    long id = reply.data().get("productId").asLong();
    Awaitility.await().until(() -> told.contains(Long.toString(id)));
    assertThat(
            number(
                "select total_investing_amount from product_invest_status where product_id = ?",
                id))
        .isEqualTo(5000);
  }

  @Test
  void hibernateHasComparedEveryEntityWithTheMigratedSchema() {
    assertThat(entities.getProperties()).containsEntry("hibernate.hbm2ddl.auto", "validate");
    assertThat(entities.getMetamodel().getEntities())
        .extracting(EntityType::getName)
        .containsExactlyInAnyOrder("Product", "ProductInvestStatus");
  }

  @Test
  void aTimeWithoutOffsetIsMeantInTheConfiguredZone() {
    Reply reply =
        register("\"z\"", "1", "\"2026-11-20T10:00:00\"", "\"2026-11-20T10:00:00-09:00\"");
    long id = reply.data().get("productId").asLong();

    OffsetDateTime started =
        jdbc.sql("select started_at from product where product_id = ?")
            .param(id)
            .query((row, n) -> row.getObject(1, OffsetDateTime.class))
            .single();
    OffsetDateTime finished =
        jdbc.sql("select finished_at from product where product_id = ?")
            .param(id)
            .query((row, n) -> row.getObject(1, OffsetDateTime.class))
            .single();

    assertThat(started.toInstant()).isEqualTo(Instant.parse("2026-11-20T01:00:00Z"));
    assertThat(finished.toInstant()).isEqualTo(Instant.parse("2026-11-20T19:00:00Z"));
  }

  static Stream<Arguments> wrong() {
    String start = "\"2026-11-20T10:00:00\"";
    String finish = "\"2026-11-21T10:00:00\"";
    return Stream.of(
        Arguments.of("\" \"", "1", start, finish, "title: must not be blank"),
        Arguments.of("null", "1", start, finish, "title: must not be blank"),
        Arguments.of("5", "1", start, finish, "title: must be a text in quotes"),
        Arguments.of(
            "\"" + "t".repeat(501) + "\"", "1", start, finish, "title: must be at most 500"),
        Arguments.of("\"a\\u0000b\"", "1", start, finish, "title: must not contain control"),
        Arguments.of("\"\\ud800\"", "1", start, finish, "title: must not contain control"),
        Arguments.of("\"t\"", "0", start, finish, "totalInvestingAmount: must be greater than 0"),
        Arguments.of("\"t\"", "-5", start, finish, "totalInvestingAmount: must be greater than 0"),
        Arguments.of("\"t\"", "1.5", start, finish, "totalInvestingAmount: must be a whole number"),
        Arguments.of("\"t\"", "null", start, finish, "totalInvestingAmount: is required"),
        Arguments.of("\"t\"", "1", "null", finish, "startedAt: is required"),
        Arguments.of("\"t\"", "1", "\"ten\"", finish, "startedAt: must be a date-time"),
        Arguments.of("\"t\"", "1", "\"2026-02-30T10:00:00\"", finish, "startedAt: must be a date-"),
        Arguments.of(
            "\"t\"", "1", start, "\"+12026-01-01T00:00:00\"", "finishedAt: must be a date-"),
        Arguments.of("\"t\"", "1", start, start, "finishedAt: must be after startedAt"),
        Arguments.of("\"t\"", "1", finish, start, "finishedAt: must be after startedAt"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongProductIsRefusedNamingFieldAndRuleAndNothingIsWritten(
      String title, String total, String startedAt, String finishedAt, String message) {
    long before = number("select count(*) from product");

    Reply reply = register(title, total, startedAt, finishedAt);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_REQUEST");
    assertThat(reply.message()).startsWith(message);
    assertThat(number("select count(*) from product")).isEqualTo(before);
  }

  @Test
  void aTitleOfFiveHundredCharactersIsTaken() {
    assertThat(
            register(
                    "\"" + "가".repeat(500) + "\"",
                    "9223372036854775807",
                    "\"2026-11-20T10:00:00\"",
                    "\"2026-11-21T10:00:00\"")
                .status())
        .isEqualTo(201);
  }
}
