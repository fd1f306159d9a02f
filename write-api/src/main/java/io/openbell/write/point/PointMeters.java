package io.openbell.write.point;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.openbell.write.response.ResponseMeters;
import org.springframework.stereotype.Component;

/** Counts the answers to requests to charge points by their code, and the points that expire. */
@Component
class PointMeters extends ResponseMeters {
  private final Counter expired;

  PointMeters(MeterRegistry registry) {
    super(
        registry,
        "openbell.point.charges",
        "Answers to requests to charge points",
        Tags.empty(),
        PointController.CHARGE::equals);
    this.expired =
        Counter.builder("openbell.point.expired")
            .description("Points that have expired")
            .register(registry);
  }

  /** So many points have expired, durably. */
  void expired(long points) {
    expired.increment(points);
  }
}
