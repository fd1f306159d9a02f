package io.openbell.standalone.backing;

import java.lang.reflect.Field;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.SystemConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * An AMQP 0-9-1 broker (Apache Qpid Broker-J) inside this process, on 127.0.0.1, for user {@value
 * #USER} with password {@value #PASSWORD}. Queues and messages live in memory: every start comes
 * back empty.
 *
 * <p>It is not RabbitMQ in every detail: queue arguments it does not know (dead letter exchange,
 * time to live, queue type) are ignored, so nothing may depend on them alone.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** The only user. */
  public static final String USER = "guest";

  /** The password of {@link #USER}; the broker listens on the loopback address only. */
  public static final String PASSWORD = "guest";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private int port;
  private @Nullable SystemLauncher launcher;

  /**
   * Prepares a broker; nothing is started yet.
   *
   * @param directory its working directory; made if it needs one
   * @param port the port on 127.0.0.1, 0 for a free one picked at the first start
   */
  public EmbeddedBroker(Path directory, int port) {
    this.directory = directory.toAbsolutePath();
    this.port = port;
  }

  /**
   * Starts the broker, empty, and returns once it accepts connections. Does nothing when it runs
   * already.
   *
   * @throws BackingServerException when the port is taken or the broker does not start
   */
  public synchronized void start() {
    if (launcher != null) {
      return;
    }
    if (port == 0) {
      port = LocalPort.free();
    }
    if (!LocalPort.isFree(port)) {
      throw new BackingServerException(
          "Port " + port + " for the AMQP broker is taken by another program.");
    }
    StartupListener listener = new StartupListener();
    SystemLauncher starting = new SystemLauncher(listener);
    Map<String, Object> attributes = attributes();
    new BrokerStart(PATIENCE, () -> starting.startup(attributes), starting::shutdown).run();
    RuntimeException failure = listener.failure;
    if (failure != null) {
      throw new BackingServerException(
          "The AMQP broker could not be started: " + BackingServerException.rootOf(failure),
          failure);
    }
    if (LocalPort.isFree(port)) {
      starting.shutdown();
      throw new BackingServerException("The AMQP broker started, but not its port " + port + ".");
    }
    listener.removeExitHook();
    launcher = starting;
  }

  /** Ends the broker with all its connections, queues and messages. */
  @Override
  public void close() {
    stop();
  }

  /** Ends the broker with all its connections, queues and messages. */
  public synchronized void stop() {
    SystemLauncher running = launcher;
    launcher = null;
    if (running == null) {
      return;
    }
    try {
      running.shutdown();
    } catch (IllegalStateException e) {
      // At the JVM's exit the broker's own hook, where it could not be removed, may have been
      // first.
      LoggerFactory.getLogger(EmbeddedBroker.class).debug("The broker was stopped already", e);
    }
  }

  /**
   * The port on 127.0.0.1.
   *
   * @return the port; 0 when none was given and the broker was never started
   */
  public synchronized int port() {
    return port;
  }

  private Map<String, Object> attributes() {
    Map<String, String> context =
        Map.of(
            "qpid.amqp_port", Integer.toString(port),
            "qpid.work_dir", directory.toString(),
            "queue.behaviourOnUnknownDeclareArgument", "IGNORE",
            "virtualhost.housekeepingCheckPeriod", "500",
            "qpid.port.amqp.threadPool.size", "4",
            "qpid.port.amqp.threadPool.numberOfSelectors", "1",
            "virtualhost.connectionThreadPool.size", "4",
            "virtualhost.connectionThreadPool.numberOfSelectors", "1");
    return Map.of(
        "type",
        "Memory",
        "startupLoggedToSystemOut",
        "false",
        "initialConfigurationLocation",
        resource("qpid-config.json"),
        // Ours instead of the default one: that is named by a URL that a jar in a jar cannot open.
        "initialSystemPropertiesLocation",
        resource("qpid-system.properties"),
        "context",
        context);
  }

  private static String resource(String name) {
    URL url = EmbeddedBroker.class.getResource(name);
    if (url == null) {
      throw new IllegalStateException(name + " is missing from the class path");
    }
    return url.toExternalForm();
  }

  /** The launcher tells a failed start to its listener only. */
  private static final class StartupListener extends DefaultSystemLauncherListener {
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable SystemConfig<?> system;

    @Override
    public void errorOnStartup(RuntimeException e) {
      failure = e;
    }

    @Override
    public void onContainerResolve(SystemConfig<?> config) {
      system = config;
    }

    /**
     * The broker adds a hook that stops it as soon as the JVM is told to end: before those who
     * still use it, and in a race with {@link #stop()}. It offers no way to decline, but to a
     * private field.
     */
    private void removeExitHook() {
      SystemConfig<?> config = system;
      Object broker = config == null ? null : config.getContainer();
      if (broker == null) {
        return;
      }
      try {
        Field hook = broker.getClass().getSuperclass().getDeclaredField("_shutdownHook");
        hook.setAccessible(true);
        Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
      } catch (ReflectiveOperationException | IllegalStateException e) {
        LoggerFactory.getLogger(EmbeddedBroker.class)
            .warn("The broker will stop by itself when the JVM ends: {}", e.toString());
      }
    }
  }
}
