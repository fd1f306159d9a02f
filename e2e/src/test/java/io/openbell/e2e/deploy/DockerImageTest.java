package io.openbell.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The Dockerfile starts a service in the way it says, and its health check tells the truth. */
class DockerImageTest {
  private static final String HEALTHCHECK = "deploy/docker/healthcheck";

  /** The instructions, those that go over several lines in one. */
  private final List<String> dockerfile =
      Checkout.read("Dockerfile")
          .replace("\\\n", " ")
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();

  /** Those of the image itself, without the stages that build what goes into it. */
  private final List<String> image = dockerfile.subList(lastStage(), dockerfile.size());

  @Test
  void compilesEveryService() {
    String maven = only(dockerfile, "RUN --mount");
    String modules = Pattern.compile(".* -pl (\\S+) -am .*").matcher(maven).replaceFirst("$1");
    TreeSet<String> expected = new TreeSet<>(DeploymentFiles.serviceModules());
    assertThat(expected).hasSizeGreaterThanOrEqualTo(4);
    expected.add("standalone");
    assertThat(new TreeSet<>(List.of(modules.split(",")))).isEqualTo(expected);
  }

  @Test
  void startsFromWhatItsOwnJvmHasRecorded() {
    String jvm = image.get(0);
    assertThat(dockerfile).contains(jvm + " AS recorded", "FROM recorded AS layers");
    assertThat(dockerfile).anyMatch(line -> line.startsWith("RUN ") && line.endsWith(" --record"));
    assertThat(only(dockerfile, "RUN java "))
        .contains("extract --layers --application-filename service.jar ")
        .endsWith("/target/start/java-25.aot /service.aot");
    assertThat(image).contains("COPY --from=layers /service.aot ./");
    assertThat(json(only(image, "ENTRYPOINT "))).contains("-XX:AOTCache=/app/service.aot");
  }

  @Test
  void runsOnARuntimeWithoutCompilerAndNotAsRoot() {
    assertThat(image.get(0)).isEqualTo("FROM eclipse-temurin:25-jre");
    assertThat(only(image, "USER ")).matches("USER [1-9]\\d*:[1-9]\\d*");
    assertThat(image).contains("WORKDIR /app");
  }

  @Test
  void startsTheJarWithOptionsThatThisJvmTakes() throws Exception {
    List<String> entrypoint = json(only(image, "ENTRYPOINT "));
    int jar = entrypoint.indexOf("-jar");
    assertThat(entrypoint.subList(jar, entrypoint.size()))
        .containsExactly("-jar", "/app/service.jar");
    assertThat(entrypoint.get(0)).isEqualTo("java");
    List<String> options = entrypoint.subList(1, jar);
    assertThat(options).isNotEmpty().allMatch(option -> option.startsWith("-"));

    List<String> command = new ArrayList<>(options);
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-version");
    assertThat(exitOf(command)).isZero();
  }

  @Test
  void serviceAndHealthCheckUseThePortItIsBuiltFor() {
    assertThat(image).contains("ENV SERVER_PORT=$PORT", "EXPOSE $PORT");
    assertThat(only(image, "HEALTHCHECK ")).endsWith(" CMD [\"/app/healthcheck\"]");
    assertThat(only(image, "COPY --chmod=755 ")).endsWith(" " + HEALTHCHECK + " ./");
    assertThat(Checkout.read(HEALTHCHECK)).contains("SERVER_PORT");
    assertThat(Checkout.file(HEALTHCHECK)).isExecutable();
  }

  @Test
  void sendsTheBuildWhatItNeeds() {
    List<String> sent =
        DeploymentFiles.lines(".dockerignore").stream()
            .filter(line -> line.startsWith("!"))
            .toList();
    assertThat(DeploymentFiles.lines(".dockerignore")).contains("*");
    assertThat(sent).contains("!pom.xml", "!*/pom.xml", "!*/src/main", "!.mvn", "!" + HEALTHCHECK);
    for (String pattern : sent) {
      String path = pattern.substring(1).replace("*", "core");
      assertThat(Files.exists(Checkout.file(path))).as(pattern).isTrue();
    }
  }

  @EnabledOnOs(OS.LINUX)
  @ParameterizedTest
  @CsvSource({"200, 0", "204, 1", "404, 1", "500, 1", "503, 1"})
  void isHealthyOnlyIfTheServiceSaysThatItIsReady(int status, int exit) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    List<String> asked = new ArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      assertThat(healthcheck(server.getAddress().getPort())).isEqualTo(exit);
    } finally {
      server.stop(0);
    }
    assertThat(asked).containsExactly("GET /readyz");
  }

  @EnabledOnOs(OS.LINUX)
  @Test
  void isUnhealthyWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      port = socket.getLocalPort();
    }
    assertThat(healthcheck(port)).isEqualTo(1);
  }

  @EnabledOnOs(OS.LINUX)
  @Test
  void isUnhealthyInTimeWhenTheServiceSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, loopback())) {
      long start = System.nanoTime();
      assertThat(healthcheck(silent.getLocalPort())).isEqualTo(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(20));
    }
  }

  private int lastStage() {
    int last = 0;
    for (int i = 0; i < dockerfile.size(); i++) {
      if (dockerfile.get(i).startsWith("FROM ")) {
        last = i;
      }
    }
    return last;
  }

  private static String only(List<String> instructions, String start) {
    List<String> found = instructions.stream().filter(line -> line.startsWith(start)).toList();
    assertThat(found).as(start).hasSize(1);
    return found.get(0);
  }

  /** The exec form of an instruction, which is JSON and therefore YAML. */
  private static List<String> json(String instruction) {
    List<?> words = new Yaml().load(instruction.substring(instruction.indexOf(' ')));
    return words.stream().map(String::valueOf).toList();
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static int healthcheck(int port) throws IOException, InterruptedException {
    return exitOf(List.of(Checkout.file(HEALTHCHECK).toString(), String.valueOf(port)));
  }

  private static int exitOf(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    return process.exitValue();
  }
}
