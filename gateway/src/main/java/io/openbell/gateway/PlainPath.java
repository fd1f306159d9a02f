package io.openbell.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Recognizes paths that every server reads in the same way. Servers disagree about dot segments,
 * path parameters, and doubled or encoded slashes: the gateway could then check one path while the
 * service answers another. So a path with any of these has no route.
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
      // In a path a plus is a plus; only in a form it is a blank.
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
