package io.openbell.write.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openbell.core.broker.BrokerTopology;
import io.openbell.core.broker.Event;
import io.openbell.core.broker.InvestmentsAccepted;
import io.openbell.core.broker.MessageCodec;
import io.openbell.core.broker.Route;
import io.openbell.write.RunningWriteApi;
import io.openbell.write.desk.DeskProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.Binding;
import org.springframework.amqp.core.Exchange;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class RelayIT extends RunningWriteApi {
  @Autowired private List<PendingSource> sources;
  @Autowired private Broker broker;
  @Autowired private PublishMeters meters;
  @Autowired private RelayProperties properties;
  @Autowired private RabbitTemplate rabbit;
  @Autowired private PlatformTransactionManager transactions;

  @BeforeEach
  void nothingElsePending() {
    jdbc.sql(
            "update product_invest_log set invest_result = 'SUCCESS', finalized_at ="
                + " current_timestamp, publish_after = null where invest_result = 'PENDING'")
        .update();
    amqp.purgeQueue(BrokerTopology.FINALIZE_QUEUE, false);
  }

  private Set<Long> receiveUntil(Set<Long> expected) {
    Set<Long> received = new HashSet<>();
    Awaitility.await()
        .until(
            () -> {
              Message message = rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 200);
              if (message != null) {
                MessageCodec.decode(message, InvestmentsAccepted.class)
                    .investments()
                    .forEach(investment -> received.add(investment.logId()));
              }
              return received.containsAll(expected);
            });
    return received;
  }

  private Set<Long> logsOf(long product) {
    return new HashSet<>(
        jdbc.sql("select log_id from product_invest_log where product_id = ?")
            .param(product)
            .query(Long.class)
            .list());
  }

  @Test
  void whatTheBrokerLostIsPublishedAgain() {
    long product = product(1_000);
    invest("user1", product, 10);
    invest("user2", product, 20);
    receiveUntil(logsOf(product)); // taken off the queue and never finalized

    assertThat(receiveUntil(logsOf(product))).isEqualTo(logsOf(product));
    assertThat(
            number(
                "select min(publish_attempts) from product_invest_log where product_id = ?",
                product))
        .isPositive();
  }

  @Test
  void everyMessageTellsWhenEachInvestmentWasAcceptedAsItsRowDoes() {
    long product = product(1_000);
    invest("user1", product, 10);
    invest("user2", product, 20);
    Map<Long, Instant> rows = new HashMap<>();
    jdbc.sql("select log_id, accepted_at from product_invest_log where product_id = ?")
        .param(product)
        .query(
            row -> {
              rows.put(row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant());
            });

    // The groups' own messages first, then the relay's.
    for (int times = 0; times < 2; times++) {
      Map<Long, Instant> told = new HashMap<>();
      Awaitility.await()
          .until(
              () -> {
                Message message = rabbit.receive(BrokerTopology.FINALIZE_QUEUE, 200);
                if (message != null) {
                  MessageCodec.decode(message, InvestmentsAccepted.class)
                      .investments()
                      .forEach(i -> told.put(i.logId(), i.acceptedAt()));
                }
                return told.size() == 2;
              });
      assertThat(told).isEqualTo(rows);
    }
  }

  @Test
  void whatIsFinalizedIsNotPublishedAgain() {
    long product = product(1_000);
    invest("user1", product, 10);
    nothingElsePending();
    jdbc.sql("update product_invest_log set publish_attempts = 0").update();

    assertThat(claim()).isEmpty();
  }

  @Test
  void whileTheQueueHoldsMessagesNothingIsPublishedAgain() {
    long product = product(1_000);
    invest("user1", product, 10);
    Set<Long> logs = logsOf(product);
    receiveUntil(logs);
    for (int i = 0; i < 20; i++) {
      rabbit.send(
          BrokerTopology.EXCHANGE,
          BrokerTopology.ACCEPTED,
          MessageCodec.encode(filler("filler-" + i), "test", Clock.systemUTC()));
    }
    jdbc.sql(
            "update product_invest_log set publish_after = accepted_at where invest_result ="
                + " 'PENDING'")
        .update();

    // Several rounds of the relay later it has still not claimed it.
    Awaitility.await()
        .during(Duration.ofSeconds(1))
        .until(
            () ->
                number(
                        "select max(publish_attempts) from product_invest_log where product_id ="
                            + " ?",
                        product)
                    == 0);

    amqp.purgeQueue(BrokerTopology.FINALIZE_QUEUE, false);
    receiveUntil(logs);
  }

  @Test
  void twoInstancesClaimNothingTwice() {
    long product = product(10_000);
    IntStream.range(0, 40)
        .mapToObj(i -> investAsync("user" + i, null, product, 10))
        .toList()
        .forEach(CompletableFuture::join);
    jdbc.sql(
            "update product_invest_log set publish_after = accepted_at where invest_result ="
                + " 'PENDING'")
        .update();

    List<Long> claimed = new ArrayList<>();
    new TransactionTemplate(transactions)
        .executeWithoutResult(
            status -> {
              claimed.addAll(idsOf(claim())); // not committed yet
              claimed.addAll(CompletableFuture.supplyAsync(() -> idsOf(claim())).join());
            });

    assertThat(claimed).doesNotHaveDuplicates();
  }

  /** Parcels, of which some are due and nobody has a table. */
  private static final class Parcels implements PendingSource {
    private static final Route ROUTE =
        new Route(
            "parcel",
            "openbell.parcels",
            "parcels.accepted",
            "openbell.parcels.finalize",
            "openbell.parcels.dead-letter");

    private final Deque<Event> due = new ArrayDeque<>();

    @Override
    public Route route() {
      return ROUTE;
    }

    @Override
    public Optional<Event> claim() {
      return Optional.ofNullable(due.poll());
    }

    @Override
    public Pending pending(long limit) {
      return new Pending(due.size(), Duration.ofMinutes(due.size()));
    }

    private void isDue(String... groups) {
      Stream.of(groups).map(RelayIT::filler).forEach(due::add);
    }
  }

  /** A source whose table is away. */
  private static final class Broken implements PendingSource {
    @Override
    public Route route() {
      return new Route("broken", "none", "none", Parcels.ROUTE.queue(), "none");
    }

    @Override
    public Optional<Event> claim() {
      throw new CannotAcquireLockException("away");
    }

    @Override
    public Pending pending(long limit) {
      throw new CannotAcquireLockException("away");
    }
  }

  private static InvestmentsAccepted filler(String group) {
    return new InvestmentsAccepted(
        group, Instant.EPOCH, List.of(new InvestmentsAccepted.Investment(1, 1, "u", 1, "c", null)));
  }

  private void declareParcels() {
    BrokerTopology.declarables(Parcels.ROUTE)
        .getDeclarables()
        .forEach(
            declarable -> {
              if (declarable instanceof Exchange exchange) {
                amqp.declareExchange(exchange);
              } else if (declarable instanceof Queue queue) {
                amqp.declareQueue(queue);
              } else if (declarable instanceof Binding binding) {
                amqp.declareBinding(binding);
              }
            });
    amqp.purgeQueue(Parcels.ROUTE.queue(), false);
  }

  private List<String> onTheQueueOfParcels() {
    List<String> groups = new ArrayList<>();
    Message message;
    while ((message = rabbit.receive(Parcels.ROUTE.queue(), 200)) != null) {
      groups.add(message.getMessageProperties().getMessageId());
    }
    return groups;
  }

  private Relay relay(PendingSource... all) {
    return new Relay(List.of(all), broker, meters, properties);
  }

  @Test
  void whatIsDueOfEachSourceGoesTheSourcesOwnWayWhateverBecomesOfTheOthers() {
    declareParcels();
    Parcels parcels = new Parcels();
    parcels.isDue("p1", "p2");

    relay(new Broken(), parcels).relay();

    assertThat(onTheQueueOfParcels()).containsExactly("p1", "p2");
  }

  @Test
  void onlyTheSourceWhoseOwnQueueIsFullWaits() {
    declareParcels();
    Parcels parcels = new Parcels();
    Stream<String> many =
        IntStream.rangeClosed(0, properties.maxQueueDepth()).mapToObj(i -> "q" + i);
    parcels.isDue(Stream.concat(many, Stream.of("left")).toArray(String[]::new));

    relay(parcels).relay();
    assertThat(parcels.due).extracting(Event::id).containsExactly("left");

    assertThat(onTheQueueOfParcels()).hasSize(properties.maxQueueDepth() + 1);
    relay(parcels).relay();
    assertThat(onTheQueueOfParcels()).containsExactly("left");
  }

  @Test
  void aClaimThatTheBrokerDoesNotTakeEndsTheRoundOfItsSource() {
    declareParcels();
    Parcels parcels = new Parcels();
    parcels.isDue("p1", "p2");
    amqp.deleteQueue(Parcels.ROUTE.queue());

    relay(parcels).relay();

    assertThat(parcels.due).extracting(Event::id).containsExactly("p2");
  }

  @Test
  void theBacklogIsWhatIsPendingOfAllSourcesAndAsOldAsTheOldest() {
    Parcels one = new Parcels();
    one.isDue("1", "2");
    Parcels other = new Parcels();
    other.isDue("3", "4", "5");
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    DeskProperties five =
        new Binder(new MapConfigurationPropertySource(Map.of("openbell.desk.max-pending", "5")))
            .bindOrCreate("openbell.desk", DeskProperties.class);
    PendingBacklog backlog =
        new PendingBacklog(List.of(one, other), new PublishMeters(registry), five);

    backlog.measure();

    assertThat(backlog.isFull()).isTrue();
    assertThat(registry.get("openbell.outbox.pending").gauge().value()).isEqualTo(5);
    assertThat(registry.get("openbell.outbox.oldest").gauge().value()).isEqualTo(180);
    other.due.poll();
    backlog.measure();
    assertThat(backlog.isFull()).isFalse();
  }

  private Optional<Event> claim() {
    return sources.stream()
        .filter(source -> source.route().equals(BrokerTopology.INVESTMENTS))
        .findAny()
        .orElseThrow()
        .claim();
  }

  private static List<Long> idsOf(Optional<Event> claimed) {
    return claimed.stream()
        .map(InvestmentsAccepted.class::cast)
        .flatMap(event -> event.investments().stream())
        .map(InvestmentsAccepted.Investment::logId)
        .toList();
  }
}
