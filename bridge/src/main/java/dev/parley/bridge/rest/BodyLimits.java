package dev.parley.bridge.rest;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.problem.Problem;
import org.springframework.stereotype.Component;

/// How long the body of a request may be: forms with files as long as files may be, everything else no longer than the
/// longest text with every character of it escaped.
@Component
class BodyLimits {
    static final int TEXT = 1 << 20;

    /// For what a form has beside its file.
    static final int FORM = 1 << 20;

    private final long maxBytes;

    BodyLimits(BridgeConfig config) {
        this.maxBytes = config.media().maxBytes();
    }

    /// In bytes.
    long of(String path) {
        return isForm(path) ? maxBytes + FORM : TEXT;
    }

    /// What a caller hears who sends more.
    Problem.TooLarge tooLarge(String path) {
        return isForm(path) ? tooLarge(maxBytes) : new Problem.TooLarge("The request body must be at most 1 MiB");
    }

    static Problem.TooLarge tooLarge(long maxBytes) {
        String size = maxBytes % (1 << 20) == 0 ? (maxBytes >> 20) + " MiB" : maxBytes + " bytes";
        return new Problem.TooLarge("The file must be at most " + size);
    }

    private static boolean isForm(String path) {
        return path.endsWith("/send/media") || path.endsWith("/send/audio");
    }
}
