package dev.parley.whatsapp.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The words that have a short form on the wire: the single-byte table and four dictionaries, from `tokens.txt`.
final class Tokens {
    /// What [#code(String)] gives for text that is no token; on the wire index 0 is the empty list.
    static final int NONE = 0;

    /// The single-byte table, then dictionaries 0 to 3.
    private static final List<List<String>> TABLES = load();

    private static final Map<String, Integer> CODES = codes();

    private Tokens() {}

    /// @param tag 1 to 235
    static String single(int tag) {
        return TABLES.getFirst().get(tag);
    }

    /// @param tag 236 to 239, the dictionary
    /// @param index 0 to 255
    static String inDictionary(int tag, int index) {
        return TABLES.get(1 + tag - Tags.DICTIONARY_0).get(index);
    }

    /// The token's bytes as one number: one byte up to 0xFF, two above; [#NONE] when `text` is no token.
    static int code(String text) {
        return CODES.getOrDefault(text, NONE);
    }

    /// @param number 0 for the single-byte table, 1 to 4 for the dictionaries
    static List<String> table(int number) {
        return TABLES.get(number);
    }

    private static List<List<String>> load() {
        List<List<String>> tables = new ArrayList<>();
        for (String line : lines()) {
            if (line.startsWith("[")) {
                tables.add(new ArrayList<>());
            } else if (!tables.isEmpty()) {
                // Interned, so that a comparison with a literal ends at the first check of identity.
                tables.getLast().add(line.intern());
            }
        }
        return tables.stream().map(List::copyOf).toList();
    }

    private static List<String> lines() {
        try (InputStream file = Objects.requireNonNull(Tokens.class.getResourceAsStream("tokens.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> codes() {
        Map<String, Integer> codes = new HashMap<>();
        for (int index = 1; index <= Tags.LAST_SINGLE_TOKEN; index++) {
            codes.put(single(index), index);
        }
        for (int tag = Tags.DICTIONARY_0; tag <= Tags.DICTIONARY_3; tag++) {
            for (int index = 0; index < 256; index++) {
                codes.put(inDictionary(tag, index), tag << 8 | index);
            }
        }
        return codes;
    }
}
