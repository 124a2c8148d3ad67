package dev.parley.bridge.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.parley.bridge.messages.MessageInfo;
import dev.parley.bridge.messages.MessageSearch;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Search over the messages of a session.
@RestController
class SearchController {
    @JsonInclude(Include.NON_ABSENT)
    record Hits(List<MessageInfo> messages, Optional<String> nextCursor) {}

    private final Sessions sessions;
    private final MessageSearch search;

    SearchController(Sessions sessions, MessageSearch search) {
        this.sessions = sessions;
        this.search = search;
    }

    @Operation(summary = "Messages that hold all words of q, or words that begin so, newest first")
    @GetMapping("/sessions/{id}/search")
    Hits search(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = Limits.DEFAULT) int limit,
            @RequestParam Optional<String> cursor) {
        if (q.indexOf('\0') >= 0) {
            throw new Problem.Invalid("A parameter must not hold the character U+0000");
        }
        sessions.session(id);
        MessageSearch.Found found = search.find(id, q, cursor.filter(text -> !text.isBlank()), Limits.check(limit));
        return new Hits(found.messages(), found.nextCursor());
    }
}
