package io.openbell.bench;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.netty.ReactorNetty;

/**
 * The reference: the server of write-api and read-api (WebFlux on Netty, Spring's JSON) with
 * nothing behind it. Takes the same requests and gives answers of the same size.
 */
@SpringBootApplication(proxyBeanMethods = false)
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
public class EmptyHandler {
  private final Map<Integer, String> texts = new HashMap<>();

  /** Starts it; settings are Spring's. */
  public static void main(String[] args) {
    // As the services do.
    Locale.setDefault(Locale.ENGLISH);
    System.setProperty(ReactorNetty.IO_SELECT_COUNT, "1");
    int processors = Runtime.getRuntime().availableProcessors();
    System.setProperty(ReactorNetty.IO_WORKER_COUNT, String.valueOf(Math.max(2, processors)));
    SpringApplication.run(EmptyHandler.class, args);
  }

  record Body(
      @Nullable Long productId, @Nullable Long investAmount, @Nullable Boolean allowPartial) {}

  record Answer(boolean result, String code, @Nullable String message, String data, int status) {}

  @PostMapping(path = "/api/invest", consumes = MediaType.APPLICATION_JSON_VALUE)
  Mono<Answer> invest(@RequestHeader("X-USER-ID") String user, @RequestBody Body body) {
    Objects.requireNonNull(body.productId());
    return Mono.just(new Answer(true, "01", null, "OK", 200));
  }

  /** Any text of {@code bytes} bytes, made once. */
  @GetMapping("/empty")
  synchronized String read(@RequestParam int bytes) {
    return texts.computeIfAbsent(bytes, "x"::repeat);
  }
}
