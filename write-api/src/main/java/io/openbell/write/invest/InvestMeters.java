package io.openbell.write.invest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.openbell.write.response.ResponseMeters;
import org.springframework.stereotype.Component;

/** Counts the responses to requests to invest by their code, each once. */
@Component
class InvestMeters extends ResponseMeters {
  InvestMeters(MeterRegistry registry) {
    super(
        registry,
        "openbell.invest.answers",
        "Responses to requests to invest",
        Tags.empty(),
        InvestController.PATH::equals);
  }
}
