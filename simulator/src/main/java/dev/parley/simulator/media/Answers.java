package dev.parley.simulator.media;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

/// Answers that faults give in place of the right ones.
final class Answers {
    private Answers() {}

    /// @return false when the fault is none of the answer but of the body
    static boolean instead(ServerResponse response, MediaFault fault) {
        return switch (fault) {
            case MediaFault.Status(int code, var retryAfter) -> {
                retryAfter.ifPresent(time -> response.header(HeaderNames.RETRY_AFTER, Long.toString(time.toSeconds())));
                response.status(Status.create(code)).send();
                yield true;
            }
            case MediaFault.Redirect(var location) -> {
                response.status(Status.FOUND_302)
                        .header(HeaderNames.LOCATION, location.toString())
                        .send();
                yield true;
            }
            default -> false;
        };
    }
}
