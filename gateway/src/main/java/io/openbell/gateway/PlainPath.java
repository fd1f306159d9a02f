package io.openbell.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Tells paths that mean to every server what they say. Servers disagree about dot segments, path
 * parameters, doubled and encoded separators; a path with one of these could be one resource to the
 * route and another to the service, so it has no route at all.
 */
final class PlainPath {
  private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");

  private PlainPath() {}

  /**
   * @param rawPath as sent, not decoded
   */
  static boolean matches(String rawPath) {
    if (rawPath.indexOf(';') >= 0 || rawPath.indexOf('\\') >= 0 || rawPath.contains("//")) {
      return false;
    }
    if (rawPath.indexOf('%') < 0 && rawPath.indexOf('.') < 0) {
      return true;
    }
    String decoded;
    try {
      // A plus is itself in a path, a blank only in a form.
      decoded = URLDecoder.decode(rawPath.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return false;
    }
    if (decoded.chars().anyMatch(Character::isISOControl)) {
      return false;
    }
    for (String segment : SEPARATOR.split(decoded, -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
