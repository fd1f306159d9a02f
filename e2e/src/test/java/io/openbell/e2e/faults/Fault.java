package io.openbell.e2e.faults;

import static io.openbell.e2e.faults.Scene.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.openbell.e2e.LiveHeaps;
import io.openbell.e2e.TcpProxy;
import io.openbell.testkit.audit.ClientLog;
import io.openbell.testkit.audit.ClientLog.Entry;
import io.openbell.testkit.audit.ClientLog.Request;
import io.openbell.testkit.http.Client;
import io.openbell.testkit.process.Service;
import io.openbell.testkit.process.Shell;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Something that breaks while a crowd invests and shops, and heals. Each ends when all is healed.
 */
enum Fault {
  KILL_WRITE_API("kill -9 write-api at random moments, again and again") {
    @Override
    void strike(Scene scene, Random random) {
      for (int i = 0; i < KILLS / SEEDS; i += 2) {
        scene.writeApis.forEach(writeApi -> kill(writeApi, random));
        startBoth(scene, Map.of(), Map.of());
        // Until the gateways send them the crowd again.
        LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
      }
    }
  },

  KILL_CONSUMER("kill -9 mq-consumer between commit and ack") {
    @Override
    void strike(Scene scene, Random random) {
      for (Service consumer : scene.consumers) {
        // Whatever they acknowledge from now on never arrives.
        scene.broker.deafen(true);
        LockSupport.parkNanos(500_000_000L + random.nextInt(500_000_000));
        consumer.kill();
        scene.broker.heal();
        consumer.start().awaitReady();
      }
    }
  },

  KILL_GATEWAY("kill -9 the gateways at peak, one after the other") {
    @Override
    void strike(Scene scene, Random random) {
      for (Service gateway : scene.gateways) {
        kill(gateway, random);
        gateway.start().awaitReady();
      }
    }
  },

  KILL_BROKER("kill -9 RabbitMQ, and start it again") {
    @Override
    void strike(Scene scene, Random random) {
      killAndStart(random, scene.servers::stopBroker, scene.servers::startBroker);
    }
  },

  PAUSE_BROKER(
      "SIGSTOP RabbitMQ for a minute: everybody is answered, threads and heap are bounded") {
    @Override
    void strike(Scene scene, Random random) {
      Bounds bounds = new Bounds(scene);
      scene.servers("pause", "rabbitmq");
      try {
        LockSupport.parkNanos(Duration.ofSeconds(60).toNanos());
        bounds.check();
      } finally {
        scene.servers("resume", "rabbitmq");
      }
    }
  },

  FLUSH_REDIS("Redis FLUSHALL in the middle of the sale, ten times") {
    @Override
    void strike(Scene scene, Random random) {
      for (int i = 0; i < 10; i++) {
        scene.servers.flushRedis();
        park(random, 500);
      }
    }
  },

  KILL_REDIS("kill -9 Redis, and start it empty") {
    @Override
    void strike(Scene scene, Random random) {
      killAndStart(random, scene.servers::stopRedis, scene.servers::startRedis);
    }
  },

  KILL_DATABASE("kill -9 PostgreSQL, and start it again") {
    @Override
    void strike(Scene scene, Random random) {
      killAndStart(random, scene.servers::stopDatabase, scene.servers::startDatabase);
    }
  },

  PAUSE_LOCK_HOLDER("SIGSTOP a write-api that holds a lock until the lease is over, then SIGCONT") {
    @Override
    void strike(Scene scene, Random random) {
      Service holder = null;
      while (holder == null) {
        Service candidate = scene.writeApis.get(random.nextInt(2));
        park(random, 200);
        candidate.signal("STOP");
        if (holdsALock(scene)) {
          holder = candidate;
        } else {
          candidate.signal("CONT");
        }
      }
      LockSupport.parkNanos(Duration.ofSeconds(12).toNanos()); // the lease is 10 s
      holder.signal("CONT");
    }

    // The other instance gives its locks back within milliseconds.
    private boolean holdsALock(Scene scene) {
      return IntStream.range(0, LANES)
          .mapToObj(lane -> "hkeys lock:invest:" + lane)
          .anyMatch(
              command -> {
                String first = scene.redis(command);
                if (first.startsWith("*0")) {
                  return false;
                }
                for (int i = 0; i < 10; i++) {
                  LockSupport.parkNanos(50_000_000);
                  if (!scene.redis(command).equals(first)) {
                    return false;
                  }
                }
                return true;
              });
    }
  },

  TRIPLE_MESSAGES("every message is delivered three times, shuffled") {
    @Override
    void strike(Scene scene, Random random) {
      scene.onBroker(
          channel -> {
            List<GetResponse> twice = copies(channel, Duration.ofSeconds(8));
            twice.addAll(twice);
            Collections.shuffle(twice, random);
            for (GetResponse message : twice) {
              publishAgain(channel, message);
            }
            return twice.size();
          });
    }
  },

  PURGE_QUEUE("both queues are purged while nobody reads them: the relay restores them") {
    @Override
    void strike(Scene scene, Random random) {
      scene.consumers.forEach(Service::kill);
      park(random, 3_000);
      scene.onBroker(channel -> channel.queuePurge(FINALIZE_QUEUE));
      scene.onBroker(channel -> channel.queuePurge(PAYMENTS_QUEUE));
      scene.consumers.forEach(Service::start);
      scene.consumers.forEach(Service::awaitReady);
    }
  },

  CLOCK_OFF(
      "write-apis whose clocks are ten minutes fast and ten slow: nobody invests early or late") {
    @Override
    void strike(Scene scene, Random random) {
      scene.writeApis.forEach(Service::kill);
      try {
        startBoth(scene, fakeTime("+10m"), fakeTime("-10m"));
        scene.writeApis.forEach(writeApi -> nobodyIsEarlyOrLate(new Client(writeApi.url())));
        park(random, 4_000);
      } finally {
        scene.writeApis.forEach(Service::kill);
        startBoth(scene, Map.of(), Map.of());
      }
    }

    private void nobodyIsEarlyOrLate(Client direct) {
      Instant now = Instant.now();
      Duration soon = Duration.ofMinutes(5);
      Duration hour = Duration.ofHours(1);
      long later = direct.product("Opens soon", 1_000, now.plus(soon), now.plus(hour));
      long over = direct.product("Just closed", 1_000, now.minus(hour), now.minus(soon));
      assertThat(direct.invest("early", later, 1).code()).isEqualTo("NOT_STARTED");
      assertThat(direct.invest("late", over, 1).code()).isEqualTo("FINISHED");
    }

    private Map<String, String> fakeTime(String off) {
      String library =
          Shell.output(List.of("bash", "-c", "ls /usr/lib/*/faketime/libfaketimeMT.so.1"));
      return Map.of(
          "LD_PRELOAD",
          library,
          "FAKETIME",
          off,
          "FAKETIME_DONT_FAKE_MONOTONIC",
          "1",
          // Otherwise every wait for some time ends at once, and the service spins.
          "FAKETIME_FORCE_MONOTONIC_FIX",
          "0");
    }
  },

  POISON("a hundred unreadable messages among ten thousand: parked, nobody is harmed") {
    @Override
    void strike(Scene scene, Random random) {
      scene.onBroker(
          channel -> {
            channel.queuePurge(DEAD_LETTERS);
            List<GetResponse> good = copies(channel, Duration.ofSeconds(1));
            for (int i = 0; i < POISONED; i++) {
              for (int k = 1; k < 100; k++) { // whose rows are final by now: they change nothing
                publishAgain(channel, good.get(random.nextInt(good.size())));
              }
              channel.basicPublish(
                  EXCHANGE, ACCEPTED, null, ("{\"poison\":" + i).getBytes(StandardCharsets.UTF_8));
            }
            await(
                30,
                "every one of them is parked",
                () -> {
                  try {
                    return channel.messageCount(DEAD_LETTERS) >= POISONED;
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
            return channel.queuePurge(DEAD_LETTERS);
          });
    }
  },

  SLOW_CONSUMERS(
      "mq-consumers a hundred times slower for two minutes, then standing still until nothing more is"
          + " taken") {
    @Override
    void strike(Scene scene, Random random) {
      Bounds bounds = new Bounds(scene);
      long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      try {
        while (System.nanoTime() < end) { // they keep up with this crowd even so
          scene.consumers.forEach(consumer -> consumer.signal("STOP"));
          LockSupport.parkNanos(990_000_000);
          scene.consumers.forEach(consumer -> consumer.signal("CONT"));
          LockSupport.parkNanos(10_000_000);
        }
        scene.consumers.forEach(consumer -> consumer.signal("STOP"));
        await(
            60,
            "admission closes",
            () -> scene.log.entries().stream().anyMatch(entry -> entry.code().equals("BUSY")));
      } finally {
        scene.consumers.forEach(consumer -> consumer.signal("CONT"));
      }
      bounds.check();
    }
  },

  DISK_FULL("the disk of PostgreSQL is full for ten seconds") {
    @Override
    void strike(Scene scene, Random random) {
      String disk = System.getenv("OPENBELL_FAULTS_DISK");
      assumeThat(disk).as("a file system to fill; e2e/faults needs root to mount one").isNotNull();
      Path filler = Path.of(disk, "filler");
      try {
        fill(filler);
        LockSupport.parkNanos(Duration.ofSeconds(10).toNanos());
        Files.delete(filler);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      scene.servers.startDatabase(); // it ends when it cannot write its log
    }

    private void fill(Path file) throws IOException {
      byte[] block = new byte[1 << 16];
      try (OutputStream out = Files.newOutputStream(file)) {
        while (true) {
          out.write(block);
        }
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("No space left");
      }
    }
  },

  BAD_NETWORK("latency, resets and half-open connections on every hop, one after the other") {
    @Override
    void strike(Scene scene, Random random) {
      for (TcpProxy hop : scene.hops()) {
        hop.delay(Duration.ofMillis(50));
        park(random, 2_000);
        hop.heal();
        hop.reset();
        park(random, 2_000);
        hop.silence(true);
        park(random, 4_000);
        hop.heal();
      }
    }
  },

  ROLLING_RESTART("every service is restarted under load, one after the other") {
    @Override
    void strike(Scene scene, Random random) {
      Stream.of(scene.writeApis, scene.consumers, scene.readApis, scene.gateways)
          .flatMap(List::stream)
          .forEach(
              service -> {
                service.stop();
                service.start().awaitReady();
                // Until the gateways know it, too, as operators are told.
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
              });
    }
  },

  REPEATED_KEY("a thousand requests with one key at once; then other bodies and users with it") {
    @Override
    void strike(Scene scene, Random random) {
      String key = "one-key-" + random.nextInt(1_000_000);
      long product = scene.products.get(0);
      Crowd crowd = new Crowd(scene.clients, scene.products, scene.log);
      Request first = new Request("repeater", key, product, 7, false);
      ExecutorService threads = Executors.newFixedThreadPool(100);
      try {
        List<CompletableFuture<Entry>> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
          int gateway = i;
          all.add(CompletableFuture.supplyAsync(() -> crowd.ask(first, gateway), threads));
        }
        assertThat(all.stream().map(CompletableFuture::join))
            .allMatch(entry -> entry.accepted() || entry.status() == 409 || entry.status() == 503)
            .anyMatch(Entry::accepted);
      } finally {
        threads.shutdown();
      }
      // Not written down: to the checker it would be another request under the same key.
      Crowd others = new Crowd(scene.clients, scene.products, new ClientLog());
      assertThat(others.ask(new Request("repeater", key, product, 8, false), 0).code())
          .isEqualTo("IDEMPOTENCY_KEY_REUSED");
      assertThat(crowd.ask(new Request("another", key, product, 8, false), 0).accepted()).isTrue();
    }
  };

  /** How often write-api is killed, over all seeds. */
  static final int KILLS = Integer.getInteger("openbell.faults.kills", 50);

  /** Each fault runs with so many, but for those that take long and do not depend on them. */
  static final int SEEDS = Integer.getInteger("openbell.faults.seeds", 2);

  /** As write-api has by default. */
  private static final int LANES = 2;

  private static final String EXCHANGE = "openbell.investments";
  private static final String ACCEPTED = "investments.accepted";
  private static final String FINALIZE_QUEUE = "openbell.investments.finalize";
  private static final String PAYMENTS_EXCHANGE = "openbell.payments";
  private static final String PAYMENTS_ACCEPTED = "payments.accepted";
  private static final String PAYMENTS_QUEUE = "openbell.payments.finalize";
  private static final String DEAD_LETTERS = "openbell.investments.dead-letter";
  private static final int POISONED = 100;

  private final String title;

  Fault(String title) {
    this.title = title;
  }

  /** Breaks something and heals it. */
  abstract void strike(Scene scene, Random random);

  /** How many seeds it runs with. */
  int seeds() {
    return switch (this) {
      case PAUSE_BROKER,
          CLOCK_OFF,
          SLOW_CONSUMERS,
          DISK_FULL,
          BAD_NETWORK,
          ROLLING_RESTART,
          REPEATED_KEY ->
          1;
      default -> SEEDS;
    };
  }

  /** Whether a client may be answered with this status while it lasts; 0 is no answer. */
  boolean allows(int status) {
    return switch (this) {
      case PAUSE_BROKER, DISK_FULL -> status / 100 == 2 || status == 503;
      default -> true;
    };
  }

  /** How often a client may have to ask at most until it knows. */
  int attempts() {
    return this == ROLLING_RESTART ? 2 : Integer.MAX_VALUE;
  }

  String title() {
    return title;
  }

  /** What is published meanwhile, of investments and payments. */
  private static List<GetResponse> copies(Channel channel, Duration meanwhile) throws IOException {
    String queue = channel.queueDeclare().getQueue();
    channel.queueBind(queue, EXCHANGE, ACCEPTED);
    channel.queueBind(queue, PAYMENTS_EXCHANGE, PAYMENTS_ACCEPTED);
    LockSupport.parkNanos(meanwhile.toNanos());
    channel.queueUnbind(queue, EXCHANGE, ACCEPTED);
    channel.queueUnbind(queue, PAYMENTS_EXCHANGE, PAYMENTS_ACCEPTED);
    List<GetResponse> copies = new ArrayList<>();
    for (GetResponse one = channel.basicGet(queue, true);
        one != null;
        one = channel.basicGet(queue, true)) {
      copies.add(one);
    }
    return copies;
  }

  private static void publishAgain(Channel channel, GetResponse message) throws IOException {
    channel.basicPublish(
        message.getEnvelope().getExchange(),
        message.getEnvelope().getRoutingKey(),
        message.getProps(),
        message.getBody());
  }

  private static void kill(Service service, Random random) {
    park(random, 300);
    service.kill();
  }

  private static void startBoth(
      Scene scene, Map<String, String> environment, Map<String, String> ofTheSecond) {
    scene.writeApis.get(0).start(environment);
    scene.writeApis.get(1).start(ofTheSecond);
    scene.writeApis.forEach(Service::awaitReady);
  }

  private static void killAndStart(Random random, Runnable kill, Runnable start) {
    park(random, 1_000);
    kill.run();
    park(random, 5_000);
    start.run();
  }

  private static void park(Random random, int millis) {
    LockSupport.parkNanos((1 + random.nextInt(millis)) * 1_000_000L);
  }

  /** What may not grow, however long something lasts. */
  private static final class Bounds {
    private static final int MORE_THREADS = 30;

    private final List<Service> services;
    private final List<Double> threads;
    private final LiveHeaps heaps;

    Bounds(Scene scene) {
      services = Stream.of(scene.writeApis, scene.consumers).flatMap(List::stream).toList();
      threads = services.stream().map(Bounds::threads).toList();
      heaps = new LiveHeaps(services);
    }

    void check() {
      for (int i = 0; i < services.size(); i++) {
        assertThat(threads(services.get(i))).isLessThan(threads.get(i) + MORE_THREADS);
      }
      heaps.assertFlat();
    }

    private static double threads(Service service) {
      return Scene.metric(service, "jvm_threads_live_threads");
    }
  }
}
