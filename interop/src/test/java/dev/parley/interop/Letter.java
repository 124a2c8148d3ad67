package dev.parley.interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A message of a run, known by its text. With a file the text is its caption.
record Letter(String text, boolean hasFile) {
    private static final int ONE_IN = 10;
    private static final int LARGEST = 40_000;

    /// @param files whether one in ten is to have a file
    static List<Letter> series(String name, int count, boolean files) {
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(new Letter(name + " " + i, files && i % ONE_IN == ONE_IN - 1));
        }
        return letters;
    }

    static List<String> texts(List<Letter> letters) {
        return letters.stream().map(Letter::text).toList();
    }

    /// The same each time it is asked for, and no two letters' alike.
    byte[] file() {
        Random random = new Random(Arrays.hashCode(text.getBytes(StandardCharsets.UTF_8)));
        byte[] content = new byte[1 + random.nextInt(LARGEST)];
        random.nextBytes(content);
        return content;
    }
}
