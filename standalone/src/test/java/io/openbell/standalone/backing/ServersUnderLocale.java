package io.openbell.standalone.backing;

import java.nio.file.Path;

/**
 * A program of a test: starts embedded servers under the locale of its JVM, says how that went, and
 * returns from its main without a word to the JVM.
 */
final class ServersUnderLocale {
  private ServersUnderLocale() {}

  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    BackingPorts ports = new BackingPorts(Integer.parseInt(arguments[1]), 0, 0);
    try (EmbeddedServers servers = EmbeddedServers.inFiles(directory, directory, ports)) {
      System.out.println("started " + servers.springProperties());
    } catch (BackingServerException e) {
      System.out.println(e.getMessage());
    }
  }
}
