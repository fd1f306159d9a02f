package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.audit.Books;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.http.RawHttp;
import io.openbell.testkit.process.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What no client of good will sends, through the gateway and directly: never a 500, never a word of
 * the inside, never a row; and others are served as before.
 */
class AbuseIT {
  private static final String HEAD =
      "POST /api/invest HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-USER-ID: mallory\r\n"
          + "Content-Type: application/json\r\n";
  private static final int ROUNDS = 150;
  private static final String[] TELLTALES = {
    "Exception", "io.openbell", "org.springframework", "java.lang", "\tat ", "SQL", "trace"
  };

  private static Openbell openbell;
  private static Books database;
  private static long product;
  private static LiveHeaps heaps;

  private long logs;

  @BeforeAll
  static void start() {
    openbell = Openbell.of(1, 1);
    database = openbell.database();
    product = openbell.client().product("Abused", 1_000_000);
    heaps =
        new LiveHeaps(List.of(openbell.gateway(), openbell.writeApis().get(0), openbell.readApi()));
  }

  @AfterAll
  static void memoryIsFlat() {
    heaps.assertFlat();
  }

  @BeforeEach
  void count() {
    logs = database.number("select count(*) from product_invest_log");
  }

  /** The gateway, and the service behind it. */
  static Stream<String> writers() {
    return Stream.of(openbell.gateway().url(), openbell.writeApis().get(0).url());
  }

  static Stream<String> readers() {
    return Stream.of(openbell.gateway().url(), openbell.readApi().url());
  }

  @AfterEach
  void nothingIsWrittenAndOthersAreServed() {
    assertThat(database.number("select count(*) from product_invest_log")).isEqualTo(logs);
    assertThat(openbell.client().invest("honest", product, 1).ok()).isTrue();
  }

  private static void assertRefused(String answer) {
    int status = RawHttp.status(answer);
    assertThat(status)
        .as(answer)
        .satisfiesAnyOf(
            none -> assertThat(none).isZero(), // it hung up
            refused -> assertThat(refused).isBetween(400, 499),
            away -> assertThat(away).isIn(503, 504));
    assertThat(answer).doesNotContain(TELLTALES);
  }

  private static String post(String server, byte[] body) throws IOException {
    return post(server, HEAD, body);
  }

  private static String post(String server, String head, byte[] body) throws IOException {
    return RawHttp.send(
        server,
        out -> {
          out.write(
              (head + "Content-Length: " + body.length + "\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
          out.write(body);
        });
  }

  private static byte[] rightBody() {
    return "{\"productId\":%d,\"investAmount\":10}"
        .formatted(product)
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("writers")
  void bodiesOfRandomBytes(String server) throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] body = new byte[1 + random.nextInt(300)];
      random.nextBytes(body);
      assertRefused(post(server, body));
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void bodiesThatWereOnceRight(String server) throws IOException {
    Random random = new Random(2);
    byte[] right =
        "{\"productId\":%d,\"investAmount\":10,\"allowPartial\":false}"
            .formatted(product)
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] body = Arrays.copyOf(right, right.length - random.nextInt(3));
      // Within the names and the braces: no digit becomes another digit.
      body[random.nextInt(10)] = (byte) (128 + random.nextInt(128));
      assertRefused(post(server, body));
    }
  }

  static Stream<Arguments> strangeBodies() {
    String id = Long.toString(product);
    List<String> bodies =
        List.of(
            "[".repeat(8_000),
            "{\"productId\":".repeat(1_000),
            "{\"productId\":" + id + ",\"productId\":" + id + ",\"investAmount\":1}",
            "{\"productId\":" + id + ",\"investAmount\":1,\"__proto__\":{}}",
            "{\"productId\":" + id + ",\"investAmount\":1e1}",
            "{\"productId\":" + id + ",\"investAmount\":" + "9".repeat(5_000) + "}",
            "{\"productId\":" + id + ",\"investAmount\":-1}",
            "{\"productId\":" + id + ",\"investAmount\":\"1\"}",
            "{\"productId\":" + id + ",\"investAmount\":true}",
            "{\"productId\":" + id + ",\"investAmount\":1}{}",
            "{\"productId\":" + id + ",\"investAmount\":1,\"allowPartial\":\"\\u0000\"}",
            "{\"productId\":" + id + ",\"investAmount\":1,\"allowPartial\":\"\"}",
            "{\"productId\":" + id + ",\"investAmount\":\"\"}",
            "\ufeff{\"productId\":" + id + ",\"investAmount\":1.5}",
            "null",
            "\"\"",
            "0",
            " ");
    return writers().flatMap(server -> bodies.stream().map(body -> Arguments.of(server, body)));
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("strangeBodies")
  void strangeBodiesAreRefused(String server, String body) throws IOException {
    assertRefused(post(server, body.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void anEndlessBody(String server) throws IOException {
    byte[] chunk = ("2000\r\n" + "a".repeat(0x2000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    assertRefused(
        RawHttp.send(
            server,
            out -> {
              out.write(
                  (HEAD + "Transfer-Encoding: chunked\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
              for (int sent = 0; sent < 100 << 20; sent += 0x2000) {
                out.write(chunk);
              }
            }));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void aHundredMegabytesAnnounced(String server) throws IOException {
    assertRefused(RawHttp.send(server, HEAD + "Content-Length: 104857600\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void aBodyThatNeverEnds(String server) throws IOException {
    assertRefused(RawHttp.send(server, HEAD + "Content-Length: 60\r\n\r\n{\"productId\""));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void headersInFloods(String server) throws IOException {
    String flood =
        IntStream.range(0, 5_000).mapToObj(i -> "X-" + i + ": 1\r\n").collect(Collectors.joining());
    assertRefused(RawHttp.send(server, HEAD + flood + "Content-Length: 0\r\n\r\n"));
    assertRefused(
        RawHttp.send(
            server, HEAD + "X-Long: " + "a".repeat(100_000) + "\r\nContent-Length: 0\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void requestsThatAreNone(String server) throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 30; i++) {
      byte[] noise = new byte[200];
      random.nextBytes(noise);
      assertRefused(
          RawHttp.send(
              server,
              out -> {
                out.write(noise);
                out.write("\r\n\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              }));
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void lengthsThatContradict(String server) throws IOException {
    String body = "{\"productId\":%d,\"investAmount\":10}".formatted(product);
    for (String lengths :
        List.of(
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: 1x\r\n",
            "Content-Length: 99999999999999999999\r\n")) {
      assertRefused(RawHttp.send(server, HEAD + lengths + "\r\n" + body));
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void usersAndKeysThatAreNone(String server) throws IOException {
    for (String user : List.of("", " ", "a".repeat(101), "a\u0000b", "a\tb")) {
      String head = HEAD.replace("X-USER-ID: mallory", "X-USER-ID: " + user);
      assertRefused(post(server, head, rightBody()));
    }
    for (String key : List.of(" ", "a b", "k".repeat(101), "k\u00e9y", "k/../../x", "k\u0001")) {
      String head = HEAD + "Idempotency-Key: " + key + "\r\n";
      String answer = post(server, head, rightBody());
      if (!key.isBlank()) {
        assertRefused(answer);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void twoUsersTwoKeysAndTwoTypes(String server) throws IOException {
    for (String second :
        List.of(
            "X-USER-ID: eve", "Content-Type: application/json", "Host: y", "x-user-id: mallory")) {
      String answer = post(server, HEAD + second + "\r\n", rightBody());
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains(": must be sent once\"");
    }
    String keys = "Idempotency-Key: a\r\nIdempotency-Key: a\r\n";
    assertThat(post(server, HEAD + keys, rightBody()))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"Idempotency-Key: must be sent once\"");
  }

  @ParameterizedTest
  @MethodSource("writers")
  void compressedBodies(String server) throws IOException {
    assertThat(post(server, HEAD + "Content-Encoding: gzip\r\n", rightBody()))
        .startsWith("HTTP/1.1 415 ")
        .containsIgnoringCase("\r\nAccept-Encoding: identity\r\n");
    assertRefused(post(server, HEAD + "Content-Encoding: identity, br\r\n", rightBody()));
  }

  @ParameterizedTest
  @MethodSource("writers")
  void bodiesThatBreakOff(String server) throws IOException {
    Service writeApi = openbell.writeApis().get(0);
    String errors = "openbell_invest_answers_total{code=\"INTERNAL_SERVER_ERROR\"} 0.0";
    URI url = URI.create(server);
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        socket
            .getOutputStream()
            .write((HEAD + "Content-Length: 90\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
        assertThat(openbell.client().get("/api/product/" + product).status()).isEqualTo(200);
        socket.setSoLinger(i % 2 == 0, 0);
      }
    }
    String metrics =
        server.equals(writeApi.url())
            ? writeApi.managementUrl()
            : openbell.gateway().managementUrl();
    Awaitility.await()
        .until(
            () ->
                new Client(metrics)
                    .get("/actuator/prometheus")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("openbell_clients_left_total{answer=\"none\"}"))
                    .anyMatch(line -> Double.parseDouble(line.split(" ")[1]) >= 20));
    assertThat(new Client(writeApi.managementUrl()).get("/actuator/prometheus").text())
        .contains(errors);
    assertThat(writeApi.log()).content().doesNotContain("AbortedException");
    assertThat(openbell.gateway().log()).content().doesNotContain("AbortedException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//api/invest",
        "/api//invest",
        "/api/invest/",
        "/api/./invest",
        "/api/x/../invest",
        "/api%2finvest",
        "/api/invest;x=y",
        "/api;x=y/invest",
        "/api/invest%00",
        "/api/invest%0d%0aX: y",
        "/api\\invest",
        "/API/invest",
        "/%2e%2e/api/invest"
      })
  void pathsPastTheRoutes(String path) throws IOException {
    String head = HEAD.replace("/api/invest", path);
    assertRefused(post(openbell.gateway().url(), head, rightBody()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/health",
        "/actuator/env",
        "/actuator/prometheus",
        "/actuator/heapdump",
        "/actuator/gateway/routes",
        "//actuator/health",
        "/api/../actuator/health",
        "/api/%2e%2e/actuator/health",
        "/;x=y/actuator/health",
        "/api/product/..;/actuator/health",
        "/v3/api-docs/../../actuator/env"
      })
  void theInsideThroughTheGateway(String path) throws IOException {
    assertRefused(
        RawHttp.send(
            openbell.gateway().url(),
            "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void pagesAndIdsBeyondAllBounds(String server) throws IOException {
    for (String query :
        List.of(
            "/api/product?page=-1",
            "/api/product?page=99999999999999999999",
            "/api/product?size=0",
            "/api/product?size=1000000",
            "/api/product?page=1e3",
            "/api/product?page=%00",
            "/api/product?page=\u0661",
            "/api/product?status=' or 1=1",
            "/api/product?status=ongoing%0d%0a",
            "/api/product/-1",
            "/api/product/9223372036854775808",
            "/api/product/%2e%2e",
            "/api/invest/" + "k".repeat(4_000),
            "/api/product/my/invest/log?productId=x")) {
      assertRefused(
          RawHttp.send(
              server,
              "GET "
                  + query
                  + " HTTP/1.1\r\nHost: x\r\nX-USER-ID: mallory\r\nConnection: close\r\n\r\n"));
    }
  }

  @ParameterizedTest
  @MethodSource("writers")
  void hundredsWhoSayNothing(String server) throws Exception {
    List<Socket> silent =
        IntStream.range(0, 300)
            .mapToObj(
                i -> {
                  try {
                    URI url = URI.create(server);
                    Socket socket = new Socket(url.getHost(), url.getPort());
                    socket
                        .getOutputStream()
                        .write("POST /api/inv".getBytes(StandardCharsets.US_ASCII));
                    return socket;
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .toList();
    try {
      assertThat(openbell.client().get("/api/product/" + product, Map.of()).status())
          .isEqualTo(200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }
}
