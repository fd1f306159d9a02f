package io.openbell.standalone;

import io.openbell.standalone.backing.BackingServers;
import io.openbell.standalone.backing.EmbeddedRedis;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs: the backing servers in this process, the services as its children. Started
 * once, stopped once; stopping may come from another thread at any time, also during the start.
 */
final class Installation {
  private static final Duration TIME_TO_END = Duration.ofSeconds(30);

  /** Writing an archive takes a while. */
  private static final Duration TIME_TO_RECORD = Duration.ofMinutes(3);

  private final LaunchOptions options;
  private final Clock clock;
  private final PrintStream out;
  private final List<ServiceProcess> services = new ArrayList<>();
  private @Nullable RunState state;
  private @Nullable BackingServers backing;
  private volatile boolean stopping;

  Installation(LaunchOptions options, Clock clock, PrintStream out) {
    this.options = options;
    this.clock = clock;
    this.out = out;
  }

  /**
   * Starts everything and returns once one investment has passed through all of it.
   *
   * @throws StartFailure when something does not start; what was started still runs then
   */
  void start() {
    Progress progress = new Progress(options.patience(), options.logs());
    RunState claimed = claimState();
    EmbeddedRedis.endOrphan(options.ports().of(Ports.Listener.REDIS));
    options.ports().requireFree();
    say("Starting Redis, the broker and the database ...");
    Map<String, String> settings = startBacking(claimed);
    if (options.record()) {
      say("Laying the services out ...");
      for (ServiceName name : ServiceName.values()) {
        ServiceProcess.archive(name, options.checkout()).extract();
      }
    }
    say("Starting the services ...");
    for (ServiceName name : ServiceName.values()) {
      startService(name, settings, claimed);
    }
    awaitReadiness(progress);

    Database database = () -> connect(settings);
    HttpCalls gateway = new HttpCalls(options.ports().of(ServiceName.GATEWAY));
    say("Passing one investment through the whole chain ...");
    new SelfTest(database, gateway, clock).run(progress);
    if (options.record()) {
      return;
    }
    OptionalLong product = productToTry(new ProductTable(database), gateway);
    synchronized (this) {
      requireNotStopping();
      services.forEach(this::announceDeath);
      say("");
      LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
      ReadyMessage.lines(
              options,
              progress.elapsedText(),
              product,
              setting(settings, "spring.datasource.url"),
              now)
          .forEach(this::say);
      claimed.ready();
    }
  }

  /** Stops the services, then what they stand on, and removes temporary data. */
  void stop() {
    // Seen at once, also by a start that holds the lock for some seconds.
    stopping = true;
    stopAll();
  }

  private synchronized void stopAll() {
    if (state == null) {
      return;
    }
    say("Stopping ...");
    Deadline deadline = new Deadline(options.record() ? TIME_TO_RECORD : TIME_TO_END);
    services.forEach(ServiceProcess::askToEnd);
    services.forEach(service -> service.awaitEnd(deadline));
    services.clear();
    try {
      if (backing != null) {
        backing.close();
      }
    } finally {
      state.close();
      state = null;
    }
    say("Stopped.");
  }

  boolean isStopping() {
    return stopping;
  }

  private synchronized RunState claimState() {
    requireNotStopping();
    RunState claimed = RunState.claim(options);
    state = claimed;
    return claimed;
  }

  private synchronized Map<String, String> startBacking(RunState claimed) {
    requireNotStopping();
    BackingServers servers =
        BackingServers.embedded(
            options.dataDirectory(), options.temporary(), options.ports().backing());
    backing = servers;
    long self = ProcessHandle.current().pid();
    claimed.listens("broker", self, options.ports().of(Ports.Listener.AMQP));
    claimed.listens("h2", self, options.ports().of(Ports.Listener.H2));
    // Until services are started, the only child is Redis.
    ProcessHandle.current()
        .children()
        .forEach(
            redis -> {
              claimed.listens("redis", redis.pid(), options.ports().of(Ports.Listener.REDIS));
              redis.onExit().thenRun(() -> sayUnlessStopping("redis ended."));
            });
    return servers.springProperties();
  }

  private synchronized void startService(
      ServiceName name, Map<String, String> settings, RunState claimed) {
    requireNotStopping();
    Map<String, String> all =
        ServiceSettings.of(name, options, settings, Runtime.version().feature());
    ServiceProcess service = ServiceProcess.start(name, options, all);
    services.add(service);
    claimed.listens(name.module(), service.pid(), service.port());
  }

  private void awaitReadiness(Progress progress) {
    List<ServiceProcess> started;
    synchronized (this) {
      started = List.copyOf(services);
    }
    Set<ServiceProcess> waitingFor = new LinkedHashSet<>(started);
    while (!waitingFor.isEmpty()) {
      requireNotStopping();
      for (ServiceProcess service : started) {
        if (!service.isAlive()) {
          throw new StartFailure(service.obituary());
        }
        if (waitingFor.contains(service) && isReady(service)) {
          waitingFor.remove(service);
          progress.made();
          say("  %s is ready after %s".formatted(service.name().module(), progress.elapsedText()));
        }
      }
      if (!waitingFor.isEmpty()) {
        if (progress.stalled()) {
          ServiceName missing = waitingFor.iterator().next().name();
          throw progress.failure(missing.module() + " was not ready", missing);
        }
        progress.pause();
      }
    }
  }

  private static boolean isReady(ServiceProcess service) {
    try {
      return new HttpCalls(service.port()).get("/readyz", Map.of()).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private OptionalLong productToTry(ProductTable products, HttpCalls gateway) {
    if (options.demo() && products.isEmpty()) {
      say("Registering four sample products ...");
      return OptionalLong.of(new DemoProducts(gateway, clock).register());
    }
    return products.open(clock.instant());
  }

  private void announceDeath(ServiceProcess service) {
    service.onExit(
        code ->
            sayUnlessStopping(
                "%s ended with exit code %d; the others keep running. Its log is %s."
                    .formatted(service.name().module(), code, service.log())));
  }

  private void sayUnlessStopping(String line) {
    if (!stopping) {
      say(line);
    }
  }

  private void requireNotStopping() {
    if (stopping) {
      throw new StartFailure("Stopped before it was ready.");
    }
  }

  private void say(String line) {
    out.println(line);
  }

  private static Connection connect(Map<String, String> settings) throws SQLException {
    return DriverManager.getConnection(
        setting(settings, "spring.datasource.url"),
        setting(settings, "spring.datasource.username"),
        setting(settings, "spring.datasource.password"));
  }

  private static String setting(Map<String, String> settings, String key) {
    return Objects.requireNonNull(settings.get(key), key);
  }
}
