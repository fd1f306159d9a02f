package io.openbell.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
  private static final int MOST = 4_000;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("logs/service.log");
  }

  private Path part(int number) {
    return number == 0 ? file : file.resolveSibling("service.log." + number);
  }

  private List<String> keptLines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int number = LogParts.MOST - 1; number >= 0; number--) {
      if (Files.exists(part(number))) {
        lines.addAll(Files.readAllLines(part(number)));
      }
    }
    return lines;
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.mapToLong(one -> one.toFile().length()).sum();
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void itNeverTakesMoreThanItMayAndKeepsTheNewestLinesWhole() throws IOException {
    try (BoundedLog log = BoundedLog.begin(file, MOST)) {
      for (int i = 0; i < 1_000; i++) {
        // Several lines at a time, as they come through a pipe.
        log.write(text("line %d of one\nline %d of another\n".formatted(i, i)));
        assertThat(bytes()).isLessThanOrEqualTo(MOST);
      }
    }
    List<String> all =
        IntStream.range(0, 1_000)
            .boxed()
            .flatMap(i -> Stream.of("line " + i + " of one", "line " + i + " of another"))
            .toList();
    assertThat(keptLines())
        .isEqualTo(all.subList(all.size() - keptLines().size(), all.size()))
        .hasSizeGreaterThan(MOST / 2 / "line 999 of another".length());
    assertThat(part(LogParts.MOST - 1)).exists();
    assertThat(part(LogParts.MOST)).doesNotExist();
  }

  @Test
  void aLineLongerThanAPartIsCutAndManyAtOnceAreDivided() throws IOException {
    try (BoundedLog log = BoundedLog.begin(file, MOST)) {
      log.write(text("a".repeat(1_500) + "\n" + "b\n".repeat(400) + "c\n"));
    }
    assertThat(bytes()).isEqualTo(1_501 + 800 + 2);
    assertThat(part(0).toFile().length()).isLessThanOrEqualTo(MOST / LogParts.MOST);
    assertThat(keptLines()).endsWith("b", "c");
  }

  @Test
  void aStartBeginsANewPartAndGoingOnDoesNot() throws IOException {
    for (String run : List.of("first\n", "second\n")) {
      try (BoundedLog log = BoundedLog.begin(file, MOST)) {
        log.write(text(run));
      }
    }
    assertThat(part(1)).hasContent("first");
    assertThat(part(0)).hasContent("second");

    try (BoundedLog log = BoundedLog.goOn(file, MOST)) {
      log.write(text("more\n"));
      assertThat(part(0)).hasContent("second\nmore");
      log.write(text("x".repeat(990) + "\n"));
    }
    assertThat(part(1)).hasContent("second\nmore");
  }

  @Test
  void whoeverWritesNeverWaitsThoughTheLogCannotBeWritten() throws Exception {
    BoundedLog log = BoundedLog.begin(file, MOST);
    PipedOutputStream service = new PipedOutputStream();
    PipedInputStream output = new PipedInputStream(service);
    Thread logging = new Thread(() -> log.takeAll(output));
    service.write(text("before\n"));
    logging.start();
    await().until(() -> keptLines().contains("before"));

    // The next part cannot be begun: what should go away does not.
    for (int number : new int[] {2, 3}) {
      Files.createDirectories(part(number).resolve("in-the-way"));
    }
    for (int i = 0; i < 500; i++) {
      service.write(text("meanwhile %d\n".formatted(i)));
    }
    assertThat(part(0).toFile().length()).isLessThanOrEqualTo(MOST / LogParts.MOST);
    for (int number : new int[] {2, 3}) {
      Files.delete(part(number).resolve("in-the-way"));
      Files.delete(part(number));
    }
    await()
        .until(
            () -> {
              service.write(text("afterwards\n"));
              service.flush();
              return keptLines().contains("afterwards");
            });
    service.close();
    logging.join();
  }
}
