package io.openbell.gateway;

import static io.openbell.gateway.RunningGateway.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openbell.gateway.FakeService.Responder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several instances of each service: who gets a request, who gets a second one, who gets none. */
class GatewayRotationIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Responder NOT_READY =
      FakeService.json(503, "{\"status\":\"OUT_OF_SERVICE\"}");

  private static final FakeService readA = FakeService.start("read-a");
  private static final FakeService readB = FakeService.start("read-b");
  private static final FakeService writeA = FakeService.start("write-a");
  private static final FakeService writeB = FakeService.start("write-b");
  private static RunningGateway gateway;

  @BeforeAll
  static void start() {
    gateway =
        RunningGateway.start(
            readA.uri() + "," + readB.uri(),
            writeA.uri() + "," + writeB.uri(),
            "spring.cloud.loadbalancer.health-check.interval=300ms",
            // A machine busy with other builds is not a frozen instance.
            "openbell.gateway.tolerated-silence=5",
            "spring.cloud.gateway.server.webflux.httpclient.response-timeout=2s",
            "openbell.gateway.retry-backoff=1ms");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    services().forEach(FakeService::close);
  }

  private static List<FakeService> services() {
    return List.of(readA, readB, writeA, writeB);
  }

  @BeforeEach
  void everyInstanceIsInRotation() {
    services().forEach(FakeService::reset);
    await().atMost(SOON).until(() -> reads(readA, readB) && writes(writeA, writeB));
    services().forEach(FakeService::reset);
  }

  /** Whether these instances are those that answer reads now; one round of requests. */
  private static boolean reads(FakeService... expected) {
    return ask(List.of(readA, readB), List.of(expected), () -> gateway.get("/api/product"));
  }

  private static boolean writes(FakeService... expected) {
    return ask(List.of(writeA, writeB), List.of(expected), () -> gateway.post("/api/invest", "{}"));
  }

  private static boolean ask(
      List<FakeService> all, List<FakeService> expected, Supplier<HttpResponse<String>> request) {
    all.forEach(service -> service.received().clear());
    boolean answered = IntStream.range(0, 6).allMatch(i -> request.get().statusCode() == 200);
    return answered && all.stream().allMatch(s -> s.received().isEmpty() != expected.contains(s));
  }

  @Test
  void spreadsRequestsEvenly() {
    for (int i = 0; i < 20; i++) {
      gateway.get("/api/product");
      gateway.post("/api/invest", "{}");
    }

    assertThat(services()).allSatisfy(service -> assertThat(service.received()).hasSize(10));
  }

  @Test
  void triesAGetThatBrokeOffOnAnotherInstance() {
    for (Responder broken :
        List.of(
            FakeService.closing(),
            FakeService.resetting(),
            FakeService.raw("HTTP/1.1 200 OK\r\nContent-Le"),
            FakeService.json(502, "{}"),
            FakeService.json(503, "{}"),
            FakeService.json(504, "{}"))) {
      readA.reset();
      readB.reset();
      readA.answers(
          (request, socket) -> {
            broken.to(request, socket);
            socket.close();
          });

      List<CompletableFuture<HttpResponse<String>>> answers =
          IntStream.range(0, 60).mapToObj(i -> gateway.getAsync("/api/product/" + i)).toList();

      assertThat(answers)
          .allSatisfy(a -> assertThat(a.join().statusCode()).as(a.join().body()).isEqualTo(200));
      assertThat(readA.received()).isNotEmpty();
      // Every request once, and none of them to the broken instance again.
      assertThat(readB.received()).hasSize(60);
      assertThat(readA.received()).doesNotHaveDuplicates().hasSizeLessThan(60);
    }
  }

  @Test
  void triesAGetThreeTimesAtMost() {
    readA.answers(FakeService.closing());
    readB.answers(FakeService.closing());

    assertRefused(gateway.get("/api/product"), 503, "UNAVAILABLE");

    assertThat(readA.received().size() + readB.received().size()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"POST, /api/invest", "PATCH, /api/item/7"})
  void neverSendsAWriteTwice(String method, String path) {
    for (Responder broken :
        List.of(
            FakeService.closing(),
            FakeService.resetting(),
            FakeService.raw("HTTP/1.1 200 OK\r\nContent-Le"))) {
      writeA.reset();
      writeB.reset();
      for (FakeService service : List.of(writeA, writeB)) {
        service.answers(
            (request, socket) -> {
              broken.to(request, socket);
              socket.close();
            });
      }

      HttpResponse<String> answer = gateway.send(method, path, BodyPublishers.ofString("{}"));

      assertRefused(answer, 503, "UNAVAILABLE");
      assertThat(writeA.received().size() + writeB.received().size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"POST, /api/invest", "PATCH, /api/item/7"})
  void neverSendsAWriteTwiceOnAServersWish(String method, String path) {
    for (int status : new int[] {500, 502, 503, 504}) {
      writeA.reset();
      writeB.reset();
      writeA.answers(FakeService.json(status, "{}"));
      writeB.answers(FakeService.json(status, "{}"));

      assertThat(gateway.send(method, path, BodyPublishers.ofString("{}")).statusCode())
          .isEqualTo(status);
      assertThat(writeA.received().size() + writeB.received().size()).isEqualTo(1);
    }
  }

  @Test
  void doesNotTryAGetThatWasTooSlowOnceMore() {
    readA.answers(FakeService.silent());
    readB.answers(FakeService.silent());

    assertRefused(gateway.get("/api/product"), 504, "GATEWAY_TIMEOUT");

    assertThat(readA.received().size() + readB.received().size()).isEqualTo(1);
  }

  @Test
  void leavesOutAnInstanceThatIsNotReadyUntilItIsAgain() {
    readA.readiness(NOT_READY);
    writeB.readiness(NOT_READY);
    await().atMost(SOON).until(() -> reads(readB) && writes(writeA));

    readA.readiness(FakeService.json(200, "{}"));
    writeB.readiness(FakeService.json(200, "{}"));
    await().atMost(SOON).until(() -> reads(readA, readB) && writes(writeA, writeB));
  }

  @Test
  void leavesOutAnInstanceThatIsGoneUntilItIsBack() {
    writeA.stop();
    await().atMost(SOON).until(() -> writes(writeB));
    assertThat(gateway.post("/api/invest", "{}").statusCode()).isEqualTo(200);

    writeA.startAgain();
    await().atMost(SOON).until(() -> writes(writeA, writeB));
  }

  @Test
  void leavesOutAnInstanceThatIsFrozen() {
    readB.readiness(FakeService.silent());
    await().atMost(SOON).until(() -> reads(readA));
  }

  @Test
  void saysUnavailableWhenNoInstanceIsLeft() {
    writeA.readiness(NOT_READY);
    writeB.readiness(NOT_READY);
    await().atMost(SOON).until(() -> gateway.post("/api/invest", "{}").statusCode() == 503);

    HttpResponse<String> answer = gateway.post("/api/invest", "{}");

    assertRefused(answer, 503, "UNAVAILABLE");
    assertThat(gateway.get("/api/product").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
  }
}
