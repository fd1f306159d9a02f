package io.openbell.standalone.backing;

import java.util.UUID;

/**
 * The name of a database, safe in a file name, a URL and SQL.
 *
 * @param value lower-case letters, digits and underscores, beginning with a letter
 */
public record DatabaseName(String value) {
  /**
   * Refuses anything else.
   *
   * @throws IllegalArgumentException when the name has another character or more than 63 of them
   */
  public DatabaseName {
    if (!value.matches("[a-z][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("Not a database name: " + value);
    }
  }

  /**
   * A name that no earlier run used either.
   *
   * @return the name
   */
  public static DatabaseName fresh() {
    return new DatabaseName("openbell_" + UUID.randomUUID().toString().replace('-', '_'));
  }
}
