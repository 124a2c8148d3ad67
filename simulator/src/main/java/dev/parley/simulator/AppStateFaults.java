package dev.parley.simulator;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What goes wrong on purpose with the app state of one phone's companions; the phone itself is spared. Each
/// fault is used up by the requests that meet it. Thread-safe.
public final class AppStateFaults {
    private static final int USUAL_PAGE = 100;

    private final Map<Kind, Integer> left = new ConcurrentHashMap<>();
    private volatile int errorCode = 500;
    private volatile int pageSize = USUAL_PAGE;

    /// What can happen to a request.
    public enum Kind {
        /// An upload is refused with a 409, as if another device had been faster, and with no patches.
        CONFLICT,
        /// A collection is answered with an error, see [AppStateFaults#errors(int, int)].
        ERROR,
        /// The first patch of an answer is left out.
        MISSING_PATCH,
        /// One bit of the patch MAC of the last patch in an answer is another.
        BAD_PATCH_MAC,
        /// An upload is taken, and the connection cut in place of an answer.
        CUT_AFTER_UPLOAD
    }

    AppStateFaults() {}

    /// Lets the next `times` requests that it can happen to meet that fault.
    public void next(Kind kind, int times) {
        left.merge(kind, times, Integer::sum);
    }

    /// Answers the next `times` collections with that error.
    ///
    /// @param code 400, 404, 500, 503 …
    public void errors(int code, int times) {
        errorCode = code;
        next(Kind.ERROR, times);
    }

    /// How many patches an answer has at most; 100 unless told.
    public void pageSize(int patches) {
        pageSize = patches;
    }

    /// Ends all of it.
    public void clear() {
        left.clear();
        pageSize = USUAL_PAGE;
    }

    int pageSize() {
        return pageSize;
    }

    Optional<Integer> takeError() {
        return take(Kind.ERROR) ? Optional.of(errorCode) : Optional.empty();
    }

    boolean take(Kind kind) {
        boolean[] taken = {false};
        left.computeIfPresent(kind, (_, times) -> {
            taken[0] = true;
            return times > 1 ? times - 1 : null;
        });
        return taken[0];
    }
}
