package io.openbell.standalone;

import io.openbell.standalone.backing.EmbeddedRedis;
import io.openbell.standalone.backing.EmbeddedServers;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs: the backing servers in this process, the services as its children. Started
 * once, stopped once; stopping may come from another thread at any time, also during the start.
 */
final class Installation {
  private static final String REDIS = "redis";

  private static final Duration TIME_TO_END = Duration.ofSeconds(30);

  /** Writing an archive takes a while. */
  private static final Duration TIME_TO_RECORD = Duration.ofMinutes(3);

  private final LaunchOptions options;
  private final Clock clock;
  private final PrintStream out;
  private final List<ServiceProcess> services = new ArrayList<>();
  private @Nullable RunState state;
  private @Nullable EmbeddedServers backing;
  private volatile @Nullable Keeper keeper;
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
    Progress progress = new Progress(options.patience(), options.folders().logs());
    RunState claimed = claimState();
    EmbeddedRedis.endOrphan(options.ports().of(Ports.Listener.REDIS));
    options.ports().requireFree();
    say("Starting Redis, the broker and the database ...");
    Map<String, String> settings = startBacking(claimed);
    if (options.record()) {
      say("Laying the services out ...");
      Jars jars = new Jars(options.folders().checkout());
      for (ServiceName name : ServiceName.values()) {
        jars.archive(name).extract();
      }
    }
    say("Starting the services ...");
    for (ServiceName name : ServiceName.values()) {
      startService(name, settings, claimed);
    }
    awaitReadiness(progress);

    Database database = new Database(settings);
    HttpCalls gateway = new HttpCalls(options.ports().of(ServiceName.GATEWAY));
    say("Passing one investment through the whole chain ...");
    new SelfTest(database, gateway, clock).run(progress);
    if (options.record()) {
      return;
    }
    SamplesToTry samples = samplesToTry(database, gateway);
    synchronized (this) {
      requireNotStopping();
      keep(settings, claimed);
      say("");
      LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
      ReadyMessage.lines(options, progress.elapsedText(), samples, database.url(), now)
          .forEach(this::say);
      claimed.ready();
    }
  }

  /** Stops the services, then what they stand on, and removes temporary data. */
  void stop() {
    // Seen at once, also by a start that holds the lock for some seconds.
    stopping = true;
    // Before the lock: the keeper needs that for what it is just starting.
    closeKeeper();
    stopAll();
  }

  private synchronized void stopAll() {
    if (state == null) {
      return;
    }
    say("Stopping ...");
    closeKeeper();
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
    RunState claimed = RunState.claim(options.folders());
    state = claimed;
    return claimed;
  }

  private synchronized Map<String, String> startBacking(RunState claimed) {
    requireNotStopping();
    EmbeddedServers servers =
        EmbeddedServers.inFiles(
            options.dataDirectory(), options.folders().temporary(), options.ports().backing());
    backing = servers;
    long self = ProcessHandle.current().pid();
    claimed.listens(
        Listener.running(Listener.BROKER, self, options.ports().of(Ports.Listener.AMQP), 0));
    claimed.listens(
        Listener.running(Listener.DATABASE, self, options.ports().of(Ports.Listener.H2), 0));
    servers
        .redisProcess()
        .ifPresent(
            redis ->
                claimed.listens(
                    Listener.running(
                        REDIS, redis.pid(), options.ports().of(Ports.Listener.REDIS), 0)));
    return servers.springProperties();
  }

  /** From now on what ends by itself is started again; before, it ends the start. */
  private void keep(Map<String, String> settings, RunState claimed) {
    Keeper made = new Keeper(claimed, clock, this::sayUnlessStopping, Restarts.FIRST_PAUSE);
    keeper = made;
    EmbeddedServers servers = Objects.requireNonNull(backing);
    servers
        .redisProcess()
        .ifPresent(
            redis ->
                made.keep(
                    REDIS,
                    options.ports().of(Ports.Listener.REDIS),
                    redis,
                    () -> {
                      servers.startRedis();
                      return servers.redisProcess().orElseThrow();
                    }));
    for (ServiceProcess service : services) {
      ServiceName name = service.name();
      made.keep(
          name.module(),
          service.port(),
          service.process(),
          () -> startServiceAgain(name, settings).process());
    }
  }

  private synchronized ServiceProcess startServiceAgain(
      ServiceName name, Map<String, String> settings) {
    requireNotStopping();
    ServiceProcess service = ServiceProcess.startAgain(name, options, settingsOf(name, settings));
    services.removeIf(ended -> ended.name() == name);
    services.add(service);
    return service;
  }

  private void closeKeeper() {
    Keeper running = keeper;
    if (running != null) {
      running.close();
    }
  }

  private Map<String, String> settingsOf(ServiceName name, Map<String, String> backing) {
    return ServiceSettings.of(name, options, backing, Runtime.version().feature());
  }

  private synchronized void startService(
      ServiceName name, Map<String, String> settings, RunState claimed) {
    requireNotStopping();
    ServiceProcess service = ServiceProcess.start(name, options, settingsOf(name, settings));
    services.add(service);
    claimed.listens(Listener.running(name.module(), service.pid(), service.port(), 0));
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
        if (waitingFor.contains(service) && Health.isReady(service.port())) {
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

  private SamplesToTry samplesToTry(Database database, HttpCalls gateway) {
    if (options.demo() && SamplesToTry.areThereNone(database)) {
      say("Registering four sample products and three items ...");
      long product = new Demo(gateway, clock).make();
      return SamplesToTry.of(database, clock.instant()).withProduct(product);
    }
    return SamplesToTry.of(database, clock.instant());
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
}
