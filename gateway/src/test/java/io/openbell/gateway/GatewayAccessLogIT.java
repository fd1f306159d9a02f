package io.openbell.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What is said of requests, however many are refused. */
@ExtendWith(OutputCaptureExtension.class)
class GatewayAccessLogIT {
  private static final Pattern LEFT_OUT = Pattern.compile("status-(\\d+)=(\\d+)");

  private FakeService service;
  private RunningGateway gateway;

  @BeforeEach
  void start() {
    service = FakeService.start("service");
    gateway =
        RunningGateway.start(
            service.uri(), service.uri(), "openbell.access-log.refused-per-second=0");
  }

  @AfterEach
  void stop() {
    gateway.close();
    service.close();
  }

  @Test
  void refusedRequestsAreCountedByTheirStatusAndAllOthersHaveALine(CapturedOutput output) {
    for (int i = 0; i < 3; i++) {
      gateway.get("/no/such/path");
    }
    gateway.post("/api/invest", "x".repeat(20_000));
    for (int status : new int[] {400, 415, 422, 429}) {
      service.answers(FakeService.json(status, "{}"));
      gateway.post("/api/invest", "{}");
    }
    service.answers(FakeService.json(503, "{}"));
    gateway.post("/api/invest", "{}", "X-Correlation-Id", "failed-here");
    service.answers(FakeService.json(200, "{}"));
    gateway.post("/api/invest", "{}", "X-Correlation-Id", "was-taken");

    await()
        .untilAsserted(
            () ->
                assertThat(leftOut(output))
                    .isEqualTo(Map.of(400, 1, 404, 3, 413, 1, 415, 1, 422, 1, 429, 1)));
    assertThat(output.toString().lines().filter(line -> line.contains("event=answered")))
        .satisfiesExactly(
            line -> assertThat(line).contains("WARN", "status=503", "correlation=failed-here"),
            line -> assertThat(line).contains("INFO", "status=200", "correlation=was-taken"));
  }

  @Test
  void whatIsNoRequestAtAllLeavesNoLine(CapturedOutput output) {
    String before = output.toString();
    for (String nonsense :
        List.of(
            "\u0016\u0003\u0001 not even a line\r\n\r\n",
            "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
      gateway.raw(nonsense);
    }
    assertThat(output.toString().substring(before.length()).lines())
        .filteredOn(line -> !line.matches(".* event=(refused-not-logged|rotation-changed) .*"))
        .isEmpty();
  }

  private static Map<Integer, Integer> leftOut(CapturedOutput output) {
    Map<Integer, Integer> sums = new TreeMap<>();
    output
        .toString()
        .lines()
        .filter(line -> line.contains("event=refused-not-logged"))
        .forEach(
            line -> {
              Matcher count = LEFT_OUT.matcher(line);
              while (count.find()) {
                sums.merge(
                    Integer.valueOf(count.group(1)), Integer.valueOf(count.group(2)), Integer::sum);
              }
            });
    return sums;
  }
}
