package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {
  @TempDir Path checkout;

  @Test
  void the_newest_executable_jar_is_run_whatever_its_version() throws Exception {
    jar("read-api-0.1.0-exec.jar", 1000);
    Path newest = jar("read-api-0.2.0-SNAPSHOT-exec.jar", 3000);
    jar("read-api-0.2.0-SNAPSHOT.jar", 4000);
    jar("read-api-0.1.1-exec.jar", 2000);

    assertThat(ServiceProcess.jar(ServiceName.READ_API, checkout)).isEqualTo(newest);
  }

  @Test
  void a_service_that_is_not_built_is_named_with_what_to_do() {
    assertThatThrownBy(() -> ServiceProcess.jar(ServiceName.GATEWAY, checkout))
        .isInstanceOf(StartFailure.class)
        .hasMessage("gateway is not built. Run `./openbell build`.");
  }

  @Test
  void settings_come_after_the_jar_and_own_java_options_after_ours() throws Exception {
    Path jar = jar("read-api-1-exec.jar", 1000);
    LaunchOptions options =
        LaunchOptions.parse(
            List.of("--checkout=" + checkout), Map.of("OPENBELL_JAVA_OPTS", "-Xmx1g"));

    List<String> command =
        ServiceProcess.command(ServiceName.READ_API, options, Map.of("server.port", "1"));

    assertThat(command)
        .contains("-Dopenbell.service=read-api")
        .containsSubsequence("-Xmx256m", "-Xmx1g", "-jar", jar.toString(), "--server.port=1");
  }

  private Path jar(String name, long time) throws Exception {
    Path target = Files.createDirectories(checkout.resolve("read-api/target"));
    Path jar = Files.createFile(target.resolve(name));
    return Files.setLastModifiedTime(jar, FileTime.fromMillis(time));
  }
}
