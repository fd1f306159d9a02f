package io.openbell.standalone.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** PostgreSQL, which comes back with what was committed. */
record Postgres(ServerSettings settings, ServerProcesses processes) implements Server {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String USER = "postgres";

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public ServerSettings.Port port() {
    return ServerSettings.Port.POSTGRES;
  }

  @Override
  public void start() throws IOException {
    if (processes.find(name()).isPresent()) {
      return;
    }
    Path programs = programs();
    Path base = base();
    Path data = base.resolve("data");
    Question.requireFree(settings, port());
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      initialize(programs, base);
    }
    forgetDeadServer(data.resolve("postmaster.pid"));
    Path log = base.resolve("postgres.log");
    // The port is given here, so that it may change from start to start.
    String port = "-p " + settings.port(port());
    List<String> start = new ArrayList<>(List.of(programs.resolve("pg_ctl").toString(), "start"));
    start.addAll(List.of("-w", "-t", "60", "-s", "-D", data.toString(), "-l", log.toString()));
    start.addAll(List.of("-o", port));
    if (run(asItsUser(start), "", processes.log(name())) != 0) {
      throw ServerProcesses.failedToStart(log, "postgres did not start");
    }
    processes.remember(name(), pid(data.resolve("postmaster.pid")));
    createDatabase(programs);
  }

  @Override
  public void stop(Signal signal) throws IOException {
    // SIGINT is its fast shutdown: it does not wait for its clients to leave.
    Signal own = signal == Signal.TERM ? Signal.INT : signal;
    processes.end(name(), own, Duration.ofSeconds(60));
  }

  private static Path programs() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(VERSIONS)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(VERSIONS, "[0-9]*")) {
        versions.forEach(version -> found.add(version.resolve("bin")));
      }
    }
    return found.stream()
        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
        .max(Comparator.comparingDouble(Postgres::version))
        .orElseThrow(() -> new ServersFailure("postgresql is missing: run .ci/servers install"));
  }

  private static double version(Path bin) {
    return Double.parseDouble(bin.getParent().getFileName().toString());
  }

  /** A directory that PostgreSQL's user can reach. */
  private Path base() throws IOException {
    if (!settings.postgresDirectory().isEmpty()) {
      return Path.of(settings.postgresDirectory()).toAbsolutePath();
    }
    Path directory = settings.directory();
    Path nowhere = processes.log(name());
    if (run(asItsUser(List.of("test", "-x", directory.toString())), "", nowhere) == 0) {
      return directory.resolve(name());
    }
    CRC32 checksum = new CRC32();
    checksum.update(directory.toString().getBytes(StandardCharsets.UTF_8));
    return Path.of("/var/tmp/openbell-postgres-" + checksum.getValue());
  }

  private void initialize(Path programs, Path base) throws IOException {
    if (Files.exists(base)) {
      try (Stream<Path> files = Files.walk(base)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(base);
    Path data = base.resolve("data");
    Path password = base.resolve("password");
    Files.writeString(password, ServerSettings.POSTGRES_PASSWORD + "\n");
    Path log = processes.log("initdb");
    Files.deleteIfExists(log);
    if (isRoot()) {
      run(List.of("chown", "-R", USER + ":", base.toString()), "", log);
    }
    List<String> initdb = new ArrayList<>(List.of(programs.resolve("initdb").toString()));
    initdb.addAll(List.of("-D", data.toString(), "-U", "openbell", "--pwfile=" + password));
    initdb.addAll(List.of("--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"));
    if (run(asItsUser(initdb), "", log) != 0) {
      throw ServerProcesses.failedToStart(log, "initdb failed");
    }
    Files.writeString(
        data.resolve("postgresql.conf"),
        """
        listen_addresses = '%s'
        unix_socket_directories = ''
        max_connections = 200
        fsync = on
        """
            .formatted(ServerSettings.HOST),
        StandardOpenOption.APPEND);
  }

  /** A killed server that nobody has asked for yet still counts as running for PostgreSQL. */
  private static void forgetDeadServer(Path pidFile) throws IOException {
    if (Files.exists(pidFile) && ServerProcesses.startedAt(pid(pidFile)).isEmpty()) {
      Files.delete(pidFile);
    }
  }

  private void createDatabase(Path programs) throws IOException {
    List<String> psql = new ArrayList<>(List.of("env"));
    psql.add("PGPASSWORD=" + ServerSettings.POSTGRES_PASSWORD);
    psql.add(programs.resolve("psql").toString());
    psql.addAll(List.of("-h", ServerSettings.HOST, "-p", "" + settings.port(port())));
    psql.addAll(List.of("-U", "openbell", "-d", "postgres", "-qAt"));
    String ifMissing =
        """
        select 'create database openbell'
        where not exists (select from pg_database where datname = 'openbell')\\gexec
        """;
    if (run(psql, ifMissing, processes.log(name())) != 0) {
      throw ServerProcesses.failedToStart(processes.log(name()), "postgres does not answer");
    }
  }

  private static long pid(Path postmasterFile) throws IOException {
    return Long.parseLong(Files.readAllLines(postmasterFile).get(0).strip());
  }

  /** PostgreSQL refuses to run as root. */
  private static List<String> asItsUser(List<String> command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("runuser", "-u", USER, "--"));
    }
    all.addAll(command);
    return all;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Runs a program, adds what it says to a log, and tells its exit code. */
  private static int run(List<String> command, String input, Path log) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try (var to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServersFailure("interrupted");
    }
  }
}
