package io.openbell.write.coupon;

import io.openbell.standalone.HttpCalls.Reply;
import io.openbell.write.RunningWriteApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** write-api with coupons to get. */
abstract class RunningCoupons extends RunningWriteApi {

  /** A coupon that is open now. */
  protected long coupon(long total, int perUser) {
    return coupon(total, perUser, Duration.ofHours(-1), Duration.ofHours(1));
  }

  /** A coupon that opens and closes so long after now. */
  protected long coupon(long total, int perUser, Duration opens, Duration closes) {
    GeneratedKeyHolder key = new GeneratedKeyHolder();
    Instant now = Instant.now();
    jdbc.sql(
            """
            insert into coupon (name, kind, discount, scope, total, per_user, opens_at, closes_at,
                valid_days, created_at)
              values ('Spring', 'FIXED', 1000, 'ORDER', ?, ?, cast(? as timestamp with time zone),
                cast(? as timestamp with time zone), 30, current_timestamp)""")
        .params(total, perUser, now.plus(opens).toString(), now.plus(closes).toString())
        .update(key, "coupon_id");
    return key.getKeyAs(Long.class);
  }

  /** A user nobody else is. */
  protected static String user() {
    return "user-" + UUID.randomUUID();
  }

  protected Reply issue(String user, long coupon) {
    return issueAsync(user, coupon).join();
  }

  protected CompletableFuture<Reply> issueAsync(String user, long coupon) {
    return postAsync("/api/coupon/" + coupon + "/issue", Map.of("X-USER-ID", user), "");
  }

  protected static long noOf(Reply reply) {
    return reply.data().get("no").asLong();
  }

  protected static String idOf(Reply reply) {
    return reply.data().get("userCouponId").asString();
  }

  protected long issued(long coupon) {
    return number("select issued from coupon where coupon_id = ?", coupon);
  }

  /** The numbers that users have, in order. */
  protected List<Long> numbers(long coupon) {
    return jdbc.sql("select no from user_coupon where coupon_id = ? order by no")
        .param(coupon)
        .query(Long.class)
        .list();
  }

  /** 1 to the last one. */
  protected static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
