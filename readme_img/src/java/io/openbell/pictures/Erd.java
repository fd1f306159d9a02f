package io.openbell.pictures;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;

/** The tables as a PlantUML text, read from a database that the migrations have just made. */
final class Erd {
  private static final String URL = "jdbc:h2:mem:erd;DB_CLOSE_DELAY=-1";

  private record Column(String name, String type, boolean required) {}

  /**
   * A primary, unique or foreign key.
   *
   * @param target the table a foreign key points to, empty for the others
   */
  private record Key(String kind, String name, String target, Set<String> columns) {}

  private Erd() {}

  /** The text; the same schema always gives the same one. */
  static String text(Path migrations) throws SQLException {
    try (Connection connection = DriverManager.getConnection(URL, "sa", "")) {
      Flyway.configure()
          .dataSource(URL, "sa", "")
          .locations("filesystem:" + migrations)
          .load()
          .migrate();
      String text = text(connection);
      connection.createStatement().execute("SHUTDOWN");
      return text;
    }
  }

  private static String text(Connection connection) throws SQLException {
    StringBuilder text =
        new StringBuilder(
            """
            @startuml
            ' Made from core/src/main/resources/db/migration. Do not edit: draw the pictures again.
            !pragma layout smetana
            hide circle
            hide methods
            left to right direction
            skinparam shadowing false
            skinparam defaultFontName sans-serif
            skinparam roundcorner 8
            skinparam class {
              BackgroundColor #fbfbf8
              HeaderBackgroundColor #e3ecf7
              BorderColor #5b6b82
              ArrowColor #5b6b82
            }
            """);
    List<String> relations = new ArrayList<>();
    for (String table : tables(connection)) {
      List<Key> keys = keys(connection, table);
      text.append("\nentity ").append(table).append(" {\n");
      appendColumns(text, columns(connection, table), keys);
      text.append("}\n");
      keys.stream()
          .filter(key -> !key.target().isEmpty())
          .forEach(key -> relations.add(relation(table, key, keys)));
    }
    text.append("\n");
    relations.forEach(relation -> text.append(relation).append("\n"));
    return text.append("@enduml\n").toString();
  }

  private static void appendColumns(StringBuilder text, List<Column> columns, List<Key> keys) {
    Set<String> primary = new HashSet<>();
    keys.stream()
        .filter(key -> key.kind().equals("PRIMARY KEY"))
        .forEach(key -> primary.addAll(key.columns()));
    boolean inPrimary = true;
    List<Column> sorted = new ArrayList<>(columns.stream().filter(c -> has(primary, c)).toList());
    sorted.addAll(columns.stream().filter(c -> !has(primary, c)).toList());
    for (Column column : sorted) {
      if (inPrimary && !has(primary, column)) {
        text.append("  --\n");
        inPrimary = false;
      }
      text.append(column.required() ? "  * " : "  ")
          .append(column.name())
          .append(" : ")
          .append(column.type());
      for (Key key : keys) {
        if (key.columns().contains(column.name())) {
          text.append(
              switch (key.kind()) {
                case "PRIMARY KEY" -> " <<PK>>";
                case "FOREIGN KEY" -> " <<FK>>";
                default -> " <<U>>";
              });
        }
      }
      text.append("\n");
    }
  }

  private static boolean has(Set<String> names, Column column) {
    return names.contains(column.name());
  }

  /** One row here for each there at most, when a key of this table lies within the foreign key. */
  private static String relation(String table, Key foreign, List<Key> keys) {
    boolean atMostOne =
        keys.stream()
            .filter(key -> key.target().isEmpty())
            .anyMatch(key -> foreign.columns().containsAll(key.columns()));
    return foreign.target()
        + (atMostOne ? " ||--o| " : " ||--o{ ")
        + table
        + " : "
        + String.join(",\\n", foreign.columns());
  }

  private static List<String> tables(Connection connection) throws SQLException {
    return strings(
        connection,
        """
        select table_name from information_schema.tables
         where table_schema = 'PUBLIC' and lower(table_name) not like 'flyway%'
         order by table_name""");
  }

  private static List<Column> columns(Connection connection, String table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select column_name, data_type, character_maximum_length, is_nullable
              from information_schema.columns
             where table_schema = 'PUBLIC' and lower(table_name) = ? order by ordinal_position""")) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          columns.add(
              new Column(
                  lower(row.getString(1)),
                  type(lower(row.getString(2)), row.getLong(3)),
                  row.getString(4).equals("NO")));
        }
      }
    }
    return columns;
  }

  private static String type(String name, long length) {
    return switch (name) {
      case "character varying" -> "varchar(" + length + ")";
      case "timestamp with time zone" -> "timestamptz";
      default -> name;
    };
  }

  private static List<Key> keys(Connection connection, String table) throws SQLException {
    Map<String, Key> keys = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select t.constraint_type, t.constraint_name, k.column_name, other.table_name
              from information_schema.table_constraints t
              join information_schema.key_column_usage k
                on k.constraint_schema = t.constraint_schema
               and k.constraint_name = t.constraint_name
              left join information_schema.referential_constraints r
                on r.constraint_schema = t.constraint_schema
               and r.constraint_name = t.constraint_name
              left join information_schema.table_constraints other
                on other.constraint_schema = r.unique_constraint_schema
               and other.constraint_name = r.unique_constraint_name
             where t.table_schema = 'PUBLIC' and lower(t.table_name) = ?
             order by case t.constraint_type when 'PRIMARY KEY' then 1 when 'FOREIGN KEY' then 2
                      else 3 end, t.constraint_name, k.ordinal_position""")) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String target = row.getString(4) == null ? "" : lower(row.getString(4));
          keys.computeIfAbsent(
                  row.getString(2),
                  name -> new Key(kindOf(row), name, target, new LinkedHashSet<>()))
              .columns()
              .add(lower(row.getString(3)));
        }
      }
    }
    return List.copyOf(keys.values());
  }

  private static String kindOf(ResultSet row) {
    try {
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        values.add(lower(row.getString(1)));
      }
    }
    return values;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
