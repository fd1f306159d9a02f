package io.openbell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openbell.testkit.http.Client;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A thousand follow one read-api of 256 MB while a crowd invests. */
class LiveSubscribersIT {
  private static final int SUBSCRIBERS = 1_000;

  /** One of them; remembers the last figures it was told of each amount of interest. */
  private static final class Subscriber implements Flow.Subscriber<String> {
    private final ConcurrentHashMap<String, Boolean> seen = new ConcurrentHashMap<>();
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      if (line.startsWith("data:")) {
        seen.put(line, true);
      }
    }

    @Override
    public void onError(Throwable lost) {
      ended.set(true);
    }

    @Override
    public void onComplete() {
      ended.set(true);
    }

    boolean saw(String text) {
      return seen.keySet().stream().anyMatch(line -> line.contains(text));
    }
  }

  @Test
  void aThousandSubscribersSeeEveryStandAndTheHeapStaysFlat() {
    Openbell openbell = Openbell.of(1, 1);
    Client client = openbell.client();
    long product = client.product("Followed", 1_000_000);
    Client readApi = new Client(openbell.readApi().url());
    LiveHeaps before = new LiveHeaps(List.of(openbell.readApi()));
    List<Subscriber> subscribers = new ArrayList<>();
    List<CompletableFuture<HttpResponse<Void>>> streams = new ArrayList<>();
    for (int i = 0; i < SUBSCRIBERS; i++) {
      Subscriber subscriber = new Subscriber();
      subscribers.add(subscriber);
      streams.add(
          readApi.exchange(
              "GET",
              "/api/product/live",
              BodyPublishers.noBody(),
              BodyHandlers.fromLineSubscriber(subscriber)));
    }
    awaitAll(subscribers, "Followed");

    for (int i = 1; i <= 10; i++) {
      assertThat(client.invest("user" + i, product, 1_000).ok()).isTrue();
      // The list is as fresh as ever beside them.
      assertThat(client.get("/api/product/" + product).ok()).isTrue();
    }
    awaitAll(subscribers, "\"currentInvestingAmount\":10000,\"investingCnt\":10,");

    assertThat(subscribers).noneMatch(subscriber -> subscriber.ended.get());
    before.assertFlat();
    streams.forEach(stream -> stream.cancel(true));
    Awaitility.await("their places are free again")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                new Client(openbell.readApi().managementUrl())
                    .get("/actuator/prometheus")
                    .text()
                    .contains("openbell_live_subscribers 0.0"));
  }

  private static void awaitAll(List<Subscriber> subscribers, String text) {
    Awaitility.await(text)
        .atMost(Duration.ofSeconds(60))
        .until(() -> subscribers.stream().allMatch(subscriber -> subscriber.saw(text)));
  }
}
