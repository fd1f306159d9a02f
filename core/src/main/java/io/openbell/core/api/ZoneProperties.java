package io.openbell.core.api;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The time zone of the contract.
 *
 * @param zone of requests without an offset, and of all responses; null: the system's
 */
@ConfigurationProperties("openbell")
record ZoneProperties(@Nullable ZoneId zone) {}
