package dev.parley.whatsapp.client.iq;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads what WhatsApp answers to GraphQL questions: `{"data":{"<name>":{…}}}` (passkey.md section 6). Only
/// the plain values of that one object are of interest; whatever else the document holds is skipped, within
/// limits.
public final class MexJson {
    private static final int MAX_LENGTH = 256 * 1024;
    private static final int MAX_STRING = 16 * 1024;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_FIELDS = 100;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_LENGTH)
                    .maxStringLength(MAX_STRING)
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(40)
                    .build())
            .build();

    private MexJson() {}

    /// @param fields the object's plain values as text, numbers and booleans too; nulls, lists and objects
    ///     left out
    public record Fields(Map<String, String> fields) {
        public Fields {
            fields = Map.copyOf(fields);
        }

        public Optional<String> text(String name) {
            return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
        }

        /// A whole number, whether it was written as one or as text; empty for anything else.
        public Optional<Long> number(String name) {
            try {
                return text(name).map(Long::valueOf);
            } catch (NumberFormatException _) {
                return Optional.empty();
            }
        }

        public boolean flag(String name) {
            return text(name).filter("true"::equals).isPresent();
        }
    }

    /// @return empty when the document is none, or has no such object: GraphQL answers `null` for an error
    public static Optional<Fields> data(String document, String name) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), document)) {
            return parser.nextToken() == JsonToken.START_OBJECT && enter(parser, "data") && enter(parser, name)
                    ? Optional.of(fields(parser))
                    : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /// Moves from inside an object into its field of that name, if that holds an object.
    private static boolean enter(JsonParser parser, String name) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean found = parser.currentName().equals(name);
            JsonToken value = parser.nextToken();
            if (found) {
                return value == JsonToken.START_OBJECT;
            }
            parser.skipChildren();
        }
        return false;
    }

    private static Fields fields(JsonParser parser) {
        Map<String, String> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value.isScalarValue() && value != JsonToken.VALUE_NULL && fields.size() < MAX_FIELDS) {
                fields.put(name, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
        return new Fields(fields);
    }
}
