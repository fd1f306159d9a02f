package io.openbell.core.warmup;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.openbell.core.api.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Sends real requests over HTTP to the instance it runs in. Run by an {@code ApplicationRunner}, it
 * ends before the instance reports ready. The request log and the desk's log are silent meanwhile.
 */
@Component
public class WarmUpLoad {
  private static final Logger log = LoggerFactory.getLogger(WarmUpLoad.class);
  private static final String UNRECORDED = "00-" + "0".repeat(31) + "1-" + "0".repeat(15) + "1-00";
  private static final String[] SILENT = {"openbell.access", "openbell.desk"};

  private final WarmUpProperties properties;
  private final Environment environment;
  private final LoggingSystem logging;

  WarmUpLoad(WarmUpProperties properties, Environment environment, LoggingSystem logging) {
    this.properties = properties;
    this.environment = environment;
    this.logging = logging;
  }

  /**
   * One request.
   *
   * @param body JSON to POST; empty for a GET
   */
  public record Call(String path, Map<String, String> headers, String body) {}

  /**
   * Repeats requests until the time is up, and logs how many. An error counts like any other
   * response: what matters is that the code runs.
   *
   * @param calls the request of each number, from 0
   */
  public void run(LongFunction<Call> calls) {
    if (properties.time().isZero()) {
      return;
    }
    AtomicLong sent = new AtomicLong();
    long end = System.nanoTime() + properties.time().toNanos();
    ConnectionProvider pool = ConnectionProvider.create("warm-up", properties.connections());
    HttpClient client = client(pool);
    Flux<Integer> load =
        Flux.range(0, properties.connections())
            .flatMap(
                connection ->
                    Mono.defer(() -> send(client, calls.apply(sent.getAndIncrement())))
                        .repeat(() -> System.nanoTime() < end),
                properties.connections());
    await(load.then(), properties.time().plus(properties.patience()), pool);
    log.info("event=warmed-up requests={}", sent);
  }

  /** The status of the response to one request; 0 when there was none. */
  public int status(Call call) {
    ConnectionProvider pool = ConnectionProvider.create("warm-up-probe", 1);
    Integer status = await(send(client(pool), call), properties.patience(), pool);
    return status == null ? 0 : status;
  }

  /**
   * What the requests returned, null when that took too long. The request logs are silent
   * meanwhile.
   */
  private <T> @Nullable T await(Mono<T> requests, Duration longest, ConnectionProvider pool) {
    Map<String, LogLevel> levels = silence();
    try {
      return requests.timeout(longest).onErrorComplete().block();
    } finally {
      levels.forEach(logging::setLogLevel);
      pool.dispose();
    }
  }

  private HttpClient client(ConnectionProvider pool) {
    return HttpClient.create(pool)
        .baseUrl("http://127.0.0.1:" + environment.getRequiredProperty("local.server.port"))
        .responseTimeout(Duration.ofSeconds(5));
  }

  private static Mono<Integer> send(HttpClient client, Call call) {
    HttpClient.RequestSender request =
        client
            .headers(headers -> call.headers().forEach(headers::set))
            .headers(headers -> headers.set("Content-Type", "application/json"))
            // Whatever the sampling, no trace.
            .headers(headers -> headers.set(TraceParent.HEADER, UNRECORDED))
            .request(call.body().isEmpty() ? HttpMethod.GET : HttpMethod.POST)
            .uri(call.path());
    HttpClient.ResponseReceiver<?> response =
        call.body().isEmpty()
            ? request
            : request.send(
                Mono.fromSupplier(
                    () -> Unpooled.wrappedBuffer(call.body().getBytes(StandardCharsets.UTF_8))));
    return response
        .responseSingle((head, body) -> body.thenReturn(head.status().code()))
        .onErrorReturn(0);
  }

  private Map<String, LogLevel> silence() {
    Map<String, LogLevel> before = new HashMap<>();
    for (String name : SILENT) {
      var configuration = logging.getLoggerConfiguration(name);
      LogLevel level = configuration == null ? LogLevel.INFO : configuration.getEffectiveLevel();
      before.put(name, level);
      LoggerFactory.getLogger(name); // it may not exist yet
      logging.setLogLevel(name, LogLevel.ERROR);
    }
    return before;
  }
}
