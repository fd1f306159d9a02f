package io.openbell.standalone.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Redis, without any file: it always comes back empty. */
record Redis(ServerSettings settings, ServerProcesses processes) implements Server {
  private static final String PROGRAM = "redis-server";

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public ServerSettings.Port port() {
    return ServerSettings.Port.REDIS;
  }

  @Override
  public void start() throws IOException {
    if (processes.find(name()).isPresent()) {
      return;
    }
    if (Stream.of(System.getenv("PATH").split(":"))
        .noneMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)))) {
      throw new ServersFailure(PROGRAM + " is missing: run .ci/servers install");
    }
    Question.requireFree(settings, port());
    ProcessBuilder server =
        new ProcessBuilder(PROGRAM, "--port", Integer.toString(settings.port(port())));
    server.command().addAll(List.of("--bind", ServerSettings.HOST, "--save", ""));
    server.command().addAll(List.of("--appendonly", "no", "--daemonize", "no"));
    server.command().addAll(List.of("--dir", settings.directory().toString()));
    processes.start(name(), server);
    processes.awaitAnswer(
        name(),
        Duration.ofSeconds(20),
        () -> Question.isAnswered(settings.port(port()), "PING\r\n", "+PONG\r"));
  }

  @Override
  public void stop(Signal signal) throws IOException {
    processes.end(name(), signal, Duration.ofSeconds(20));
  }
}
