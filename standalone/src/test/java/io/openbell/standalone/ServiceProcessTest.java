package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {
  @TempDir Path checkout;

  @Test
  void settingsComeAfterTheJarAndOwnJavaOptionsAfterOurs() throws Exception {
    Path target = Files.createDirectories(checkout.resolve("read-api/target"));
    Path jar = Files.createFile(target.resolve("read-api-1-exec.jar"));
    LaunchOptions options =
        LaunchOptions.parse(
            List.of("--checkout=" + checkout), Map.of("OPENBELL_JAVA_OPTS", "-Xmx1g"));

    List<String> command =
        ServiceProcess.command(ServiceName.READ_API, options, Map.of("server.port", "1"));

    assertThat(command)
        .contains("-Dopenbell.service=read-api")
        .containsSubsequence("-Xmx256m", "-Xmx1g", "-jar", jar.toString(), "--server.port=1");
  }
}
