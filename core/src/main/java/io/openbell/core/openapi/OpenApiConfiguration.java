package io.openbell.core.openapi;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.Envelope;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.servers.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;

/** What a service imports to document its calls at {@code /v3/api-docs}. */
@Configuration(proxyBeanMethods = false)
public class OpenApiConfiguration {
  private static final String JSON = org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

  @Bean
  OpenAPI openApi(@Value("${spring.application.name}") String service) {
    return new OpenAPI()
        .addServersItem(new Server().url("/").description("Where this document comes from"))
        .info(
            new Info()
                .title("Openbell " + service)
                .version("1")
                .description(
                    """
                    The body of each response is the envelope {result, code, message, data, \
                    status}. On success result is true and code is "01"; otherwise data is null, \
                    code names the reason, and message the field and the rule that was broken. \
                    status is the HTTP status. Date-times are local to the server's zone. Amounts \
                    are whole won. Unknown query parameters are ignored. The gateway itself can also \
                    answer TOO_MANY_REQUESTS, UNAVAILABLE and GATEWAY_TIMEOUT."""));
  }

  @Bean
  OperationCustomizer errorResponses() {
    return (operation, handler) -> {
      ErrorCodes declared = handler.getMethodAnnotation(ErrorCodes.class);
      List<ApiCode> codes =
          new ArrayList<>(declared == null ? List.of() : List.of(declared.value()));
      codes.add(ApiCode.INTERNAL_SERVER_ERROR);
      addErrors(operation, codes);
      return operation;
    };
  }

  private static void addErrors(Operation operation, List<ApiCode> codes) {
    SortedMap<Integer, List<ApiCode>> byStatus =
        codes.stream()
            .filter(code -> code.status() >= 400) // the others are in the call's own description
            .sorted()
            .collect(Collectors.groupingBy(ApiCode::status, TreeMap::new, Collectors.toList()));
    ApiResponses responses = operation.getResponses();
    byStatus.forEach(
        (status, ofStatus) -> responses.addApiResponse(status.toString(), responseOf(ofStatus)));
  }

  private static ApiResponse responseOf(List<ApiCode> codes) {
    MediaType examples = new MediaType();
    for (ApiCode code : codes) {
      examples.addExamples(
          code.wireName(), new Example().value(Envelope.refused(code, exampleOf(code))));
    }
    ApiResponse response =
        new ApiResponse()
            .description(codes.stream().map(ApiCode::wireName).collect(Collectors.joining(", ")))
            .content(new Content().addMediaType(JSON, examples));
    if (codes.stream().anyMatch(ApiCode::isTemporary)) {
      response.addHeaderObject(
          HttpHeaders.RETRY_AFTER,
          new Header()
              .description("Seconds until it is worth asking again")
              .schema(new IntegerSchema().example(1)));
    }
    return response;
  }

  private static String exampleOf(ApiCode code) {
    return switch (code) {
      case INVALID_REQUEST -> code.message("productId", "must be a whole number");
      case PAYLOAD_TOO_LARGE -> code.message("16 KiB");
      default -> code.message();
    };
  }
}
