package dev.parley.bridge;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/// The bridge's own OpenAPI document, and whether its answers keep to it.
final class ApiContract {
    private final OpenApiInteractionValidator validator;

    private ApiContract(OpenApiInteractionValidator validator) {
        this.validator = validator;
    }

    static ApiContract read(HttpClient http, URI document) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(document)
                            .header("x-api-key", TestBridge.KEY)
                            .build(),
                    BodyHandlers.ofString());
            return new ApiContract(OpenApiInteractionValidator.createForInlineApiSpecification(response.body())
                    .withLevelResolver(LevelResolver.create()
                            .withLevel(
                                    "validation.response.body.schema.additionalProperties",
                                    ValidationReport.Level.IGNORE)
                            .build())
                    .build());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Fails when the answer's status or body is not in the document. A path or method that is in none is
    /// not checked: it is the business of the test that asks for it.
    void check(HttpRequest request, HttpResponse<String> response) {
        check(
                request.method(),
                request.uri().getPath(),
                response.statusCode(),
                response.headers().firstValue("Content-Type"),
                response.body());
    }

    void check(String method, String path, int status, Optional<String> contentType, String body) {
        SimpleResponse.Builder answer = SimpleResponse.Builder.status(status);
        contentType.ifPresent(answer::withContentType);
        if (!body.isEmpty()) {
            answer.withBody(body);
        }
        ValidationReport report = validator.validateResponse(path, Method.valueOf(method), answer.build());
        if (report.hasErrors() && report.getMessages().stream().noneMatch(ApiContract::isAboutTheRequest)) {
            throw new AssertionError(method + " " + path + " answered what the API document does not allow: "
                    + report.getMessages() + "\n" + status + " " + body);
        }
    }

    private static boolean isAboutTheRequest(ValidationReport.Message message) {
        return message.getKey().startsWith("validation.request.");
    }
}
