package io.openbell.write;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.servers.Server;
import org.springframework.context.annotation.Configuration;

/** What {@code /v3/api-docs} says of this service as a whole. */
@Configuration(proxyBeanMethods = false)
@OpenAPIDefinition(
    servers = @Server(url = "/", description = "Where this document comes from"),
    info =
        @Info(
            title = "Openbell write-api",
            version = "1",
            description =
                "Registers products and items, takes investments and charges points. Every answer"
                    + " is the envelope {result, code, message, data, status}."))
class OpenApiDescription {}
