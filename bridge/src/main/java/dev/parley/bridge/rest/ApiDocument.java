package dev.parley.bridge.rest;

import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;

/// What the document at `/openapi.json` says beside what springdoc reads from the controllers: the key, and the errors
/// that every path can answer with.
@Configuration(proxyBeanMethods = false)
class ApiDocument {
    private static final String KEY = "apiKey";
    private static final String ERROR = "Error";
    private static final String HEALTH = "/health";

    /// Whatever the path: what filters, the dispatcher and the database can end a request with.
    private static final List<HttpStatus> EVERYWHERE = List.of(
            HttpStatus.BAD_REQUEST,
            HttpStatus.UNAUTHORIZED,
            HttpStatus.FORBIDDEN,
            HttpStatus.NOT_FOUND,
            HttpStatus.METHOD_NOT_ALLOWED,
            HttpStatus.CONTENT_TOO_LARGE,
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            HttpStatus.TOO_MANY_REQUESTS,
            HttpStatus.SERVICE_UNAVAILABLE);

    /// What a session can add: it is in the wrong state, or WhatsApp fails.
    private static final List<HttpStatus> OF_SESSIONS = List.of(HttpStatus.CONFLICT, HttpStatus.BAD_GATEWAY);

    @Bean
    OpenAPI api() {
        return new OpenAPI()
                .info(new Info()
                        .title("Parley bridge")
                        .version("1")
                        .description(
                                "WhatsApp numbers, their chats and messages. Names and paths change by addition only.")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/")))
                .components(new Components()
                        .addSecuritySchemes(
                                KEY,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.APIKEY)
                                        .in(SecurityScheme.In.HEADER)
                                        .name(ApiKey.HEADER)))
                .addSecurityItem(new SecurityRequirement().addList(KEY));
    }

    @Bean
    GlobalOpenApiCustomizer errors() {
        return document -> {
            Schema<?> error = new ObjectSchema();
            error.addProperty("error", new StringSchema().description("One sentence"));
            error.addRequiredItem("error");
            // Not with the rest above: what no controller refers to is taken out before this.
            document.getComponents().addSchemas(ERROR, error);
            document.getPaths().forEach(ApiDocument::describe);
        };
    }

    /// Which fields are always there, read from the records.
    @Bean
    ModelConverter recordSchemas() {
        return new RecordSchemas();
    }

    private static void describe(String path, PathItem item) {
        List<Operation> operations = item.readOperations();
        if (path.equals(HEALTH)) {
            operations.forEach(operation -> operation.security(List.of()));
        }
        Stream<HttpStatus> more =
                switch (path) {
                    case EventsController.PATH -> Stream.of(HttpStatus.GONE);
                    case WebhooksController.PATH -> Stream.of(HttpStatus.CONFLICT);
                    default ->
                        path.startsWith("/sessions") || path.contains("{") ? OF_SESSIONS.stream() : Stream.empty();
                };
        Stream.concat(EVERYWHERE.stream(), more)
                .forEach(status -> operations.stream()
                        .filter(operation -> !operation.getResponses().containsKey(code(status)))
                        .forEach(operation -> operation.getResponses().addApiResponse(code(status), error(status))));
    }

    private static String code(HttpStatus status) {
        return Integer.toString(status.value());
    }

    private static ApiResponse error(HttpStatus status) {
        return new ApiResponse()
                .description(status.getReasonPhrase())
                .content(new Content()
                        .addMediaType(
                                org.springframework.http.MediaType.APPLICATION_JSON_VALUE,
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + ERROR))));
    }
}
