package io.openbell.pictures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws every picture of {@code readme_img/} from its source in {@code readme_img/src/}.
 *
 * <p>Each picture ends with a comment that carries the digest of its source, so that a stale one is
 * found on any machine, whatever its fonts. The diagram of the tables has no source of its own: it
 * is read from the schema every time.
 */
public final class Pictures {
  private static final String ERD = "erd.puml";

  private final Path directory;

  Pictures(Path directory) {
    this.directory = directory;
  }

  /**
   * Draws all of them.
   *
   * @param args the directory {@code readme_img}
   */
  public static void main(String[] args) throws IOException, SQLException {
    new Pictures(Path.of(args[0])).draw();
  }

  /** Writes the text of the tables' diagram and every picture. */
  void draw() throws IOException, SQLException {
    Files.writeString(sources().resolve(ERD), erdText());
    for (Map.Entry<String, String> source : read().entrySet()) {
      String svg =
          source.getKey().endsWith(".puml")
              ? Diagram.svg(source.getValue())
              : Terminal.svg(source.getValue());
      Files.writeString(pictureOf(source.getKey()), svg + mark(source.getValue()));
    }
  }

  /** The files that do not show what their source says now. */
  List<String> stale() throws IOException, SQLException {
    List<String> stale = new ArrayList<>();
    Map<String, String> sources = read();
    if (!erdText().equals(sources.get(ERD))) {
      stale.add("src/" + ERD);
    }
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path picture = pictureOf(source.getKey());
      if (!Files.exists(picture) || !Files.readString(picture).endsWith(mark(source.getValue()))) {
        stale.add(picture.getFileName().toString());
      }
    }
    return stale;
  }

  private String erdText() throws SQLException {
    return Erd.text(directory.resolve("../core/src/main/resources/db/migration").normalize());
  }

  private Map<String, String> read() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(sources(), "*.{puml,http}")) {
      for (Path source : found) {
        texts.put(source.getFileName().toString(), Files.readString(source).replace("\r\n", "\n"));
      }
    }
    return texts;
  }

  private Path sources() {
    return directory.resolve("src");
  }

  private Path pictureOf(String source) {
    return directory.resolve(source.substring(0, source.lastIndexOf('.')) + ".svg");
  }

  private static String mark(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return "\n<!-- source sha256 " + HexFormat.of().formatHex(digest) + " -->\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
