package io.openbell.read;

import io.openbell.core.api.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param page 0 is the first
 * @param size how many on one page
 */
public record Page(int page, int size) {
  /** Keeps {@code page * size} well within an int. */
  static final int MAX_PAGE = 10_000_000;

  static final int MAX_SIZE = 100;

  private static final int DEFAULT_SIZE = 20;

  /**
   * @throws ApiException {@code INVALID_REQUEST} naming the field and the rule
   */
  public Page {
    requireWithin("page", page, 0, MAX_PAGE);
    requireWithin("size", size, 1, MAX_SIZE);
  }

  /**
   * What a request asks for; where it says nothing, the first page and {@value #DEFAULT_SIZE}
   * entries.
   *
   * @throws ApiException as the constructor
   */
  public static Page of(@Nullable Integer page, @Nullable Integer size) {
    return new Page(page == null ? 0 : page, size == null ? DEFAULT_SIZE : size);
  }

  /** How many entries come before this page. */
  public int offset() {
    return page * size;
  }

  /**
   * Whether the end of the list is on this page, so that the total is known without counting.
   *
   * @param found how many entries this page has
   */
  public boolean endsWith(int found) {
    return found < size && (found > 0 || page == 0);
  }

  private static void requireWithin(String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw ApiException.invalid(field, "must be from " + min + " to " + max);
    }
  }
}
