package io.openbell.core.api;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Everything a service imports to speak the contract: envelope errors, strict JSON, request log.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiZone.class)
@Import({ErrorAnswers.class, JsonRules.class, RequestLog.class})
public class ApiConfiguration {}
