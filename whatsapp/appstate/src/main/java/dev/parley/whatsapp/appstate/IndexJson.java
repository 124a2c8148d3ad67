package dev.parley.whatsapp.appstate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/// Arrays of strings as JSON, in the very bytes that JavaScript's `JSON.stringify` gives: other bytes would be another
/// record. It escapes what JSON demands and nothing else, control characters in lower-case hex.
final class IndexJson {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().characterEscapes(new Escapes()).build();

    private IndexJson() {}

    /// @throws IllegalArgumentException if a string is not valid Unicode
    static byte[] write(List<String> strings) {
        if (!strings.stream().allMatch(StandardCharsets.UTF_8.newEncoder()::canEncode)) {
            throw new IllegalArgumentException("a string that is not valid Unicode");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartArray();
            strings.forEach(generator::writeString);
            generator.writeEndArray();
        }
        return bytes.toByteArray();
    }

    /// Empty if it is something else than an array of strings.
    static List<String> read(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            List<String> strings = new ArrayList<>();
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return List.of();
            }
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                strings.add(parser.getString());
            }
            boolean complete = parser.currentToken() == JsonToken.END_ARRAY && parser.nextToken() == null;
            return complete ? List.copyOf(strings) : List.of();
        } catch (JacksonException _) {
            return List.of();
        }
    }

    private static final class Escapes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            for (int character = 0; character < ' '; character++) {
                if (codes[character] == ESCAPE_STANDARD) {
                    codes[character] = ESCAPE_CUSTOM;
                }
            }
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character < ' ' ? new SerializedString(String.format("\\u%04x", character)) : null;
        }
    }
}
