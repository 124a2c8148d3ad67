package dev.parley.whatsapp.media;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The known answers under `src/test/resources/vectors`; each file names its source.
final class Vectors {
    private Vectors() {}

    static JsonNode read(String file) {
        try (InputStream stream = Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + file))) {
            return JsonMapper.shared().readTree(stream);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hex(JsonNode parent, String field) {
        return HexFormat.of().parseHex(parent.required(field).asString());
    }
}
