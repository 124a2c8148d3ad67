package dev.parley.bridge.messages;

import dev.parley.bridge.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/// Finds messages by their words: each as a whole or as the beginning of one, in any order. Thread-safe.
@Service
public class MessageSearch {
    /// More narrow nothing down and only cost.
    private static final int MOST_WORDS = 20;

    private static final int LONGEST_QUERY = 500;

    /// Messages, newest first.
    ///
    /// @param nextCursor where the next page begins, if there is one
    public record Found(List<MessageInfo> messages, Optional<String> nextCursor) {}

    private final MessageTable table;

    MessageSearch(MessageTable table) {
        this.table = table;
    }

    /// @param cursor from the page before
    /// @throws Problem.Invalid when the query has no words
    public Found find(String sessionId, String query, Optional<String> cursor, int limit) {
        Optional<MessageTable.Position> after = cursor.map(MessageSearch::position);
        List<MessageTable.Hit> hits = table.search(sessionId, words(query), after, limit + 1);
        boolean more = hits.size() > limit;
        List<MessageTable.Hit> page = more ? hits.subList(0, limit) : hits;
        return new Found(
                page.stream()
                        .map(hit -> hit.message().info(sessionId, hit.chatId(), hit.personName()))
                        .toList(),
                more ? Optional.of(text(page.getLast().message())) : Optional.empty());
    }

    /// As PostgreSQL's to_tsquery takes it. Words are parted as the index parts them: at everything but
    /// letters and digits, so nothing is left in them that would have to be escaped.
    private static String words(String query) {
        if (query.length() > LONGEST_QUERY) {
            throw new Problem.Invalid("q must be at most " + LONGEST_QUERY + " characters");
        }
        String words = Arrays.stream(query.split("[^\\p{L}\\p{N}\\p{M}]+", -1))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .map(word -> "'" + word + "':*")
                .collect(Collectors.joining(" & "));
        if (words.isEmpty()) {
            throw new Problem.Invalid("q must hold at least one word");
        }
        return words;
    }

    private static String text(StoredMessage message) {
        String place = message.sentAt().getEpochSecond() + "." + message.seq();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.US_ASCII));
    }

    private static MessageTable.Position position(String cursor) {
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split("\\.", 2);
            return new MessageTable.Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            throw new Problem.Invalid("cursor is not one that this address gave out");
        }
    }
}
