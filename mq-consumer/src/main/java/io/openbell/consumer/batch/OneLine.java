package io.openbell.consumer.batch;

import org.springframework.core.NestedExceptionUtils;

/** Texts from elsewhere, so that they write no lines into our log. For operators only. */
public final class OneLine {
  private static final int LONGEST = 300;

  private OneLine() {}

  /** What happened, as its first cause tells it. */
  public static String of(Throwable error) {
    String text = of(NestedExceptionUtils.getMostSpecificCause(error).toString());
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  /** This text. */
  public static String of(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
