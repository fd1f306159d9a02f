package io.openbell.write.coupon;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.openbell.write.response.ResponseMeters;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Counts the responses to requests for coupons by their code, each once. */
@Component
class CouponMeters extends ResponseMeters {
  CouponMeters(MeterRegistry registry) {
    super(
        registry,
        "openbell.coupon.answers",
        "Responses to requests for coupons",
        Tags.empty(),
        Pattern.compile(Pattern.quote(CouponController.PATH) + "/[^/]+/issue").asMatchPredicate());
  }
}
