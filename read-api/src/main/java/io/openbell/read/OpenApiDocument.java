package io.openbell.read;

import io.openbell.core.api.ApiCode;
import io.openbell.core.api.ApiHeaders;
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
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What {@code /v3/api-docs} says beyond the single calls: the envelope and the errors. */
@Configuration(proxyBeanMethods = false)
class OpenApiDocument {
  private static final String JSON = org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .addServersItem(new Server().url("/").description("Where this document comes from"))
        .info(
            new Info()
                .title("Openbell read API")
                .version("1")
                .description(
                    """
                    Every read of Openbell. Each answer is the envelope {result, code, message, data, \
                    status}: on success result is true and code "01"; otherwise data is null, code \
                    names the reason, and message the field and the rule that was broken. status \
                    equals the HTTP status. Date-times are local to the server's zone. Amounts are \
                    whole won. Unknown query parameters are ignored."""));
  }

  @Bean
  OpenApiCustomizer errorAnswers() {
    return document ->
        document
            .getPaths()
            .forEach(
                (path, item) ->
                    item.readOperations().forEach(operation -> describeErrors(path, operation)));
  }

  private static void describeErrors(String path, Operation operation) {
    boolean personal =
        operation.getParameters().stream().anyMatch(p -> ApiHeaders.USER_ID.equals(p.getName()));
    MediaType wrong = new MediaType();
    example(wrong, ApiCode.INVALID_REQUEST, "page: must be a whole number");
    if (personal) {
      example(wrong, ApiCode.MISSING_X_USER_ID, "X-USER-ID: the header is required");
    }
    MediaType away = new MediaType();
    example(away, ApiCode.UNAVAILABLE, "The service is not available now, ask again");
    example(away, ApiCode.BUSY, "Too many are reading now, ask again");
    MediaType ours = new MediaType();
    example(ours, ApiCode.INTERNAL_SERVER_ERROR, "Something went wrong here");
    MediaType absent = new MediaType();
    if (personal) {
      example(absent, ApiCode.NOT_EXIST_INVEST, "Idempotency-Key: nothing accepted under this key");
    } else if (path.startsWith("/api/item/")) {
      example(absent, ApiCode.NOT_EXIST_ITEM, "itemId: no such item");
    } else {
      example(absent, ApiCode.NOT_EXIST_PRODUCT, "productId: no such product");
    }
    ApiResponses responses = operation.getResponses();
    responses.addApiResponse("400", error("A parameter breaks its rule", wrong));
    if (path.endsWith("}")) {
      responses.addApiResponse("404", error("There is none", absent));
    }
    responses.addApiResponse("500", error("An error of ours", ours));
    ApiResponse askAgain = error("Ask again, after the seconds of Retry-After", away);
    askAgain.addHeaderObject(
        "Retry-After", new Header().description("Seconds").schema(new IntegerSchema().example(1)));
    responses.addApiResponse("503", askAgain);
  }

  private static ApiResponse error(String description, MediaType examples) {
    return new ApiResponse()
        .description(description)
        .content(new Content().addMediaType(JSON, examples));
  }

  private static void example(MediaType examples, ApiCode code, String message) {
    examples.addExamples(code.wireName(), new Example().value(Envelope.refused(code, message)));
  }
}
