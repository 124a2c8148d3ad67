package dev.parley.simulator;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One call of the control API, read with its errors in words.
final class ControlRequest {
    private static final int MAX_BODY = 1 << 20;

    private final ServerRequest request;
    private final JsonMapper json;
    private Optional<JsonNode> parsed = Optional.empty();

    ControlRequest(ServerRequest request, JsonMapper json) {
        this.request = request;
        this.json = json;
    }

    /// The phone number in the path.
    String phone() {
        return request.path().pathParameters().get("phone");
    }

    /// The message id in the path.
    String messageId() {
        return request.path().pathParameters().get("id");
    }

    /// Empty when there is none.
    String contentType() {
        return request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    }

    /// The body as it comes, to be read in place of its fields.
    InputStream stream() {
        return request.content().hasEntity() ? request.content().inputStream() : InputStream.nullInputStream();
    }

    String query(String name) {
        return request.query()
                .first(name)
                .asOptional()
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> ControlException.invalid("The query needs '" + name + "'"));
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> ControlException.invalid("The body needs the text '" + name + "'"));
    }

    Optional<String> optionalText(String name) {
        return field(name).map(node -> {
            if (!node.isString()) {
                throw ControlException.invalid("'" + name + "' is no text");
            }
            return node.stringValue();
        });
    }

    int number(String name) {
        return field(name)
                .filter(JsonNode::canConvertToInt)
                .map(JsonNode::intValue)
                .orElseThrow(() -> ControlException.invalid("The body needs the number '" + name + "'"));
    }

    Optional<Long> optionalNumber(String name) {
        return field(name).map(node -> {
            if (!node.canConvertToLong()) {
                throw ControlException.invalid("'" + name + "' is no number");
            }
            return node.longValue();
        });
    }

    Optional<Boolean> optionalFlag(String name) {
        return field(name).map(node -> {
            if (!node.isBoolean()) {
                throw ControlException.invalid("'" + name + "' is neither true nor false");
            }
            return node.booleanValue();
        });
    }

    Optional<Addressing> optionalAddressing() {
        return optionalText("addressing").map(name -> switch (name.toLowerCase(Locale.ROOT)) {
            case "lid" -> Addressing.LID;
            case "pn" -> Addressing.PN;
            default -> throw ControlException.invalid("'addressing' is 'lid' or 'pn'");
        });
    }

    /// The texts of an array; empty when there is none.
    Optional<List<String>> optionalTexts(String name) {
        return field(name).map(node -> {
            if (!node.isArray() || !node.valueStream().allMatch(JsonNode::isString)) {
                throw ControlException.invalid("'" + name + "' is no array of texts");
            }
            return node.valueStream().map(JsonNode::stringValue).toList();
        });
    }

    /// JSON in the body, as an object or as text; without a field of that name the whole body.
    String json(String name) {
        JsonNode value = field(name).orElseGet(this::body);
        return value.isString() ? value.stringValue() : value.toString();
    }

    /// JSON of our own making, to be answered as such.
    static JsonNode parsed(String own) {
        return JsonMapper.shared().readTree(own);
    }

    /// A field of any type; empty when there is none.
    Optional<JsonNode> field(String name) {
        return Optional.ofNullable(body().get(name)).filter(node -> !node.isNull());
    }

    private JsonNode body() {
        JsonNode body = parsed.orElseGet(this::parse);
        parsed = Optional.of(body);
        return body;
    }

    private JsonNode parse() {
        try {
            JsonNode node = json.readTree(bytes());
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException _) {
            // Answered as any body that is no object.
        }
        throw ControlException.invalid("The body is no JSON object");
    }

    private byte[] bytes() {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        try (InputStream body = request.content().inputStream()) {
            byte[] bytes = body.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw ControlException.tooLarge("The body has more than " + MAX_BODY + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
