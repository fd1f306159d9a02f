package io.openbell.core.request;

/** Text that a log line, a database and a screen can all carry. */
public final class PlainText {
  /** What a client is told whose text is not plain. */
  public static final String RULE = "must not contain control characters";

  private PlainText() {}

  /** Whether the text has no control characters and no half of a surrogate pair. */
  public static boolean isPlain(String text) {
    return text.codePoints()
        .allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE);
  }
}
