package io.openbell.core.figures;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.redisson.api.RBatch;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisNoScriptException;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The figures in Redis, one text per product. An older version never overwrites a newer one, so
 * writers need no order among themselves. They expire: should a write be lost for good, the
 * database is asked again after {@code openbell.figures.ttl}.
 */
@Component
public class RedisFigures {
  private static final Logger log = LoggerFactory.getLogger(RedisFigures.class);

  private static final String KEY = "figures:product:";

  // The answer names its product, so that it is held to no other one's.
  private static final String SET_IF_NEWER =
      """
      local old = redis.call('get', KEYS[1])
      local version = old and tonumber(string.match(old, '^%d+'))
      if version and version > tonumber(ARGV[1]) then return KEYS[1] .. '=' .. old end
      redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
      return KEYS[1] .. '=' .. ARGV[2]
      """;

  private static final String REPLACE =
      """
      if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
      redis.call('set', KEYS[1], ARGV[2], 'px', ARGV[3])
      return 1
      """;

  private final RedissonClient redis;
  private final Duration ttl;

  RedisFigures(RedissonClient redis, @Value("${openbell.figures.ttl:60s}") Duration ttl) {
    this.redis = redis;
    this.ttl = ttl;
  }

  /**
   * Shows these figures to every reader, in one round trip. Call only with what is committed.
   *
   * @return false when Redis could not take them; readers then learn of them when the old ones
   *     expire, or with the next write
   */
  public boolean show(Collection<LiveFigures> figures) {
    return figures.isEmpty() || !shown(figures).isEmpty();
  }

  /**
   * Shows these figures, as {@link #show} does.
   *
   * @return what Redis shows of these products now: these, or newer ones that somebody else was
   *     faster with; nothing of what it could not take, or of what is none of ours
   */
  public List<LiveFigures> showAndRead(List<LiveFigures> figures) {
    return shown(figures).stream()
        .flatMap(answer -> parsed(String.valueOf(answer)).stream())
        .toList();
  }

  /** What Redis shows of each now; nothing when it could not take them. */
  private List<?> shown(Collection<LiveFigures> figures) {
    if (figures.isEmpty()) {
      return List.of();
    }
    try {
      return set(figures);
    } catch (RuntimeException e) {
      // Redis holds a copy. The truth is committed; failing the caller would deny it.
      log.warn("event=figures-not-shown products={} cause={}", figures.size(), e.toString());
      return List.of();
    }
  }

  private List<?> set(Collection<LiveFigures> figures) {
    try {
      return batch(figures).execute().getResponses();
    } catch (RedisNoScriptException e) {
      // It was started again, and Redisson tells a script but once to an address.
      redis.getScript(StringCodec.INSTANCE).scriptLoad(SET_IF_NEWER);
      return batch(figures).execute().getResponses();
    }
  }

  private RBatch batch(Collection<LiveFigures> figures) {
    RBatch batch = redis.createBatch();
    for (LiveFigures f : figures) {
      batch
          .getScript(StringCodec.INSTANCE)
          .evalAsync(
              RScript.Mode.READ_WRITE,
              SET_IF_NEWER,
              RScript.ReturnType.STRING,
              List.of(key(f.productId())),
              Long.toString(f.version()),
              f.toText(),
              Long.toString(ttl.toMillis()));
    }
    return batch;
  }

  private static Optional<LiveFigures> parsed(String answer) {
    int end = answer.indexOf('=');
    return parsed(Long.parseLong(answer.substring(KEY.length(), end)), answer.substring(end + 1));
  }

  /**
   * What Redis holds of these products, in one round trip; absent ones are left out, and so are
   * texts that are none of ours: the next write replaces them.
   *
   * @throws RuntimeException of Redisson when Redis cannot be asked
   */
  public Map<Long, LiveFigures> read(Collection<Long> productIds) {
    if (productIds.isEmpty()) {
      return Map.of();
    }
    String[] keys = productIds.stream().map(RedisFigures::key).toArray(String[]::new);
    Map<String, String> found = redis.getBuckets(StringCodec.INSTANCE).get(keys);
    Map<Long, LiveFigures> figures = new HashMap<>();
    for (long id : productIds) {
      String text = found.get(key(id));
      if (text != null) {
        parsed(id, text).ifPresent(readable -> figures.put(id, readable));
      }
    }
    return figures;
  }

  private static Optional<LiveFigures> parsed(long productId, String text) {
    try {
      return Optional.of(LiveFigures.parse(productId, text));
    } catch (IllegalArgumentException e) {
      log.warn("event=figures-unreadable product={} cause={}", productId, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Puts right what Redis shows wrongly, whichever version that claims to be.
   *
   * @return false when Redis shows something else by now: then nothing was changed
   * @throws RuntimeException of Redisson when Redis cannot be asked
   */
  public boolean replace(LiveFigures wrong, LiveFigures right) {
    Long replaced =
        redis
            .getScript(StringCodec.INSTANCE)
            .eval(
                RScript.Mode.READ_WRITE,
                REPLACE,
                RScript.ReturnType.LONG,
                List.of(key(wrong.productId())),
                wrong.toText(),
                right.toText(),
                Long.toString(ttl.toMillis()));
    return replaced == 1;
  }

  private static String key(long productId) {
    return KEY + productId;
  }
}
