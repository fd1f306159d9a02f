package io.openbell.standalone;

import java.nio.file.Path;

/** The JDK that this process runs on, and with it all that it starts. */
final class Jdk {
  private Jdk() {}

  static String java() {
    return program("java").toString();
  }

  static Path program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name);
  }
}
