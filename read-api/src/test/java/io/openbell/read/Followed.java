package io.openbell.read;

import io.openbell.testkit.http.Client;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that follows the live figures over HTTP, and keeps what it is told. */
public final class Followed implements Flow.Subscriber<String>, AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** One event, as it came over the wire. */
  public record Event(String id, String name, JsonNode data) {
    public long amountOf(long product) {
      return data.get("list")
          .valueStream()
          .filter(one -> one.get("productId").asLong() == product)
          .findFirst()
          .orElseThrow()
          .get("currentInvestingAmount")
          .asLong();
    }
  }

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final CompletableFuture<HttpResponse<Void>> response;
  private String id = "";
  private String name = "";
  private String data = "";

  public Followed(int port, String... headers) {
    List<String> all = new ArrayList<>(List.of("Accept", "text/event-stream"));
    all.addAll(List.of(headers));
    response =
        new Client(port)
            .exchange(
                "GET",
                "/api/product/live",
                BodyPublishers.noBody(),
                BodyHandlers.fromLineSubscriber(this),
                all.toArray(String[]::new));
  }

  /** Everything but heartbeats. */
  public List<Event> events() {
    return events.stream().filter(event -> !event.name().equals("heartbeat")).toList();
  }

  public List<Event> heartbeats() {
    return events.stream().filter(event -> event.name().equals("heartbeat")).toList();
  }

  public Event last() {
    return events().get(events().size() - 1);
  }

  public boolean ended() {
    return end.isDone();
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    if (line.isEmpty()) {
      events.add(new Event(id, name, JSON.readTree(data)));
      id = name = data = "";
    } else if (line.startsWith("id:")) {
      id = line.substring(3);
    } else if (line.startsWith("event:")) {
      name = line.substring(6);
    } else if (line.startsWith("data:")) {
      data = line.substring(5);
    }
  }

  @Override
  public void onError(Throwable broken) {
    end.completeExceptionally(broken);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }

  @Override
  public void close() {
    response.cancel(true);
  }
}
