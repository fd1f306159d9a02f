package io.openbell.bench;

import io.openbell.testkit.process.Checkout;
import io.openbell.testkit.process.Memory;
import io.openbell.testkit.process.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Whose code a JVM runs, from the samples of Java Flight Recorder. */
final class Profile {
  /** The first that fits the innermost frame that fits any. */
  private static final Map<String, String> AREAS = new LinkedHashMap<>();

  static {
    AREAS.put("io.openbell.", "Openbell");
    AREAS.put("org.springframework.cloud.", "Spring Cloud Gateway");
    AREAS.put("io.micrometer.", "Micrometer");
    AREAS.put("tools.jackson.", "Jackson");
    AREAS.put("org.springframework.jdbc.", "JDBC");
    AREAS.put("org.postgresql.", "JDBC");
    AREAS.put("com.zaxxer.", "JDBC");
    AREAS.put("org.h2.", "JDBC");
    AREAS.put("org.redisson.", "Redisson");
    AREAS.put("com.rabbitmq.", "AMQP");
    AREAS.put("org.springframework.amqp.", "AMQP");
    AREAS.put("org.springframework.http.codec.", "WebFlux");
    AREAS.put("org.springframework.http.server.", "WebFlux");
    AREAS.put("org.springframework.http.", "HTTP headers");
    AREAS.put("org.springframework.util.", "HTTP headers");
    AREAS.put("org.springframework.", "WebFlux");
    AREAS.put("reactor.netty.", "Netty");
    AREAS.put("io.netty.", "Netty");
    AREAS.put("reactor.", "Reactor's operators");
  }

  private final long pid;

  /** Begins to sample. */
  Profile(long pid) {
    this.pid = pid;
    jcmd("JFR.start", "name=bench", "settings=profile");
  }

  /** Ends it; the share of each area. */
  Map<String, Double> end() {
    Path file = Checkout.file("bench/target/profile-" + pid + ".jfr");
    jcmd("JFR.stop", "name=bench", "filename=" + file);
    Map<String, Double> samples = new LinkedHashMap<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && event.getStackTrace() != null) {
          samples.merge(area(event.getStackTrace()), 1.0, Double::sum);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double all = samples.values().stream().mapToDouble(n -> n).sum();
    samples.replaceAll((area, n) -> n / all);
    return samples;
  }

  private static String area(RecordedStackTrace trace) {
    for (RecordedFrame frame : trace.getFrames()) {
      String type = frame.getMethod().getType().getName();
      for (Map.Entry<String, String> area : AREAS.entrySet()) {
        if (type.startsWith(area.getKey())) {
          return area.getValue();
        }
      }
    }
    return "the JDK by itself";
  }

  private void jcmd(String... arguments) {
    Shell.output(
        Stream.concat(Stream.of(Memory.tool("jcmd"), Long.toString(pid)), Stream.of(arguments))
            .toList());
  }
}
