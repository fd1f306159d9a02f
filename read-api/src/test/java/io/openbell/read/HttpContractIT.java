package io.openbell.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.standalone.HttpCalls.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class HttpContractIT extends RunningReadApi {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/products",
        "/api/product/1/2",
        "/actuator/env",
        "/actuator/health",
        "/actuator/info",
        "/actuator/beans",
        "/actuator/heapdump",
        "/application.yml",
        "/webjars/x.js"
      })
  void anUnknownPathIs404InTheEnvelope(String path) {
    Reply response = api().get(path);

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text())
        .isEqualTo(
            """
            {"result":false,"code":"NOT_FOUND","message":"path: nothing is served here",\
            "data":null,"status":404}""");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void anythingButAReadIs405InTheEnvelope(String method) {
    for (String path : new String[] {"/api/product", "/api/product/1", "/api/invest/k1"}) {
      Reply response = api().send(method, path);
      assertThat(response.status()).isEqualTo(405);
      assertThat(response.code()).isEqualTo("METHOD_NOT_ALLOWED");
    }
  }

  @Test
  void anAnswerInAnotherFormatIs406() {
    assertThat(api().get("/api/product", "Accept", "application/xml").code())
        .isEqualTo("NOT_ACCEPTABLE");
  }

  @Test
  void healthTellsItsStatusOnly() {
    assertThat(api().get("/livez").text()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(api().get("/readyz").text()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(management().get("/actuator/health").text())
        .contains("\"status\":\"UP\"")
        .doesNotContain("components");
  }

  @Test
  void everyReadIsDocumentedWithItsErrors() {
    JsonNode document = api().get("/v3/api-docs").json();

    assertThat(document.at("/info/title").asString()).isEqualTo("Openbell read-api");
    JsonNode paths = document.get("paths");
    assertThat(paths.propertyNames())
        .containsExactlyInAnyOrder(
            "/api/product",
            "/api/product/{id}",
            "/api/product/live",
            "/api/product/my/invest",
            "/api/product/my/invest/log",
            "/api/invest/{idempotencyKey}",
            "/api/item",
            "/api/item/{id}",
            "/api/point/my",
            "/api/point/my/log",
            "/api/point/my/expiring",
            "/api/order/my",
            "/api/order/{orderId}",
            "/api/order/key/{idempotencyKey}",
            "/api/order/{orderId}/payment",
            "/api/coupon",
            "/api/coupon/{id}",
            "/api/coupon/my");
    for (JsonNode path : paths) {
      JsonNode responses = path.at("/get/responses");
      assertThat(responses.propertyNames()).contains("200", "400", "500", "503");
      assertThat(responses.at("/503/content/application~1json/examples/BUSY/value/code").asString())
          .isEqualTo("BUSY");
      assertThat(path.at("/get/summary").asString()).isNotBlank();
    }
    assertThat(paths.at("/~1api~1product~1live/get/responses/200/content").propertyNames())
        .containsExactly("text/event-stream");
    assertThat(
            paths
                .at("/~1api~1item~1{id}/get/responses/404/content/application~1json/examples")
                .propertyNames())
        .containsExactly("NOT_EXIST_ITEM");
    assertThat(
            paths
                .at("/~1api~1coupon~1{id}/get/responses/404/content/application~1json/examples")
                .propertyNames())
        .containsExactly("NOT_EXIST_COUPON");
    JsonNode byKey = paths.get("/api/invest/{idempotencyKey}").get("get");
    assertThat(byKey.at("/responses/404/content/application~1json/examples").propertyNames())
        .containsExactly("NOT_EXIST_INVEST");
    assertThat(byKey.get("parameters").valueStream().map(p -> p.get("name").asString()))
        .containsExactlyInAnyOrder("X-USER-ID", "idempotencyKey");
    for (String path : List.of("/{orderId}", "/key/{idempotencyKey}", "/{orderId}/payment")) {
      JsonNode ofOrder = paths.get("/api/order" + path).get("get");
      assertThat(ofOrder.at("/responses/404/content/application~1json/examples").propertyNames())
          .containsExactly("NOT_EXIST_ORDER");
    }
    JsonNode schemas = document.at("/components/schemas");
    assertThat(schemas.at("/Product/properties/title/example").asString())
        .isEqualTo("Solar park Haenam");
    assertThat(schemas.at("/ListingProduct/properties/list/items/$ref").asString())
        .isEqualTo("#/components/schemas/Product");
    assertThat(schemas.at("/EnvelopeProduct/properties/data/$ref").asString())
        .isEqualTo("#/components/schemas/Product");
    assertThat(paths.at("/~1api~1product/get/parameters/1/schema/default").asInt()).isEqualTo(20);
  }
}
