package dev.parley.bridge.problem;

/// Why a request cannot be carried out: the caller's doing or the state of things, never a defect. The message is
/// one sentence for the caller.
public abstract sealed class Problem extends RuntimeException {
    private Problem(String sentence) {
        // Expected, so no stack trace.
        super(sentence, null, false, false);
    }

    /// The caller sent something that cannot be.
    public static final class Invalid extends Problem {
        public Invalid(String sentence) {
            super(sentence);
        }
    }

    /// There is no such session, chat or message.
    public static final class NotFound extends Problem {
        public NotFound(String sentence) {
            super(sentence);
        }
    }

    /// Not in the present state of the session.
    public static final class Conflict extends Problem {
        public Conflict(String sentence) {
            super(sentence);
        }
    }

    /// Longer than is allowed.
    public static final class TooLarge extends Problem {
        public TooLarge(String sentence) {
            super(sentence);
        }
    }

    /// Faster than is allowed.
    public static final class TooMany extends Problem {
        public TooMany(String sentence) {
            super(sentence);
        }
    }

    /// WhatsApp failed, or did not answer.
    public static final class Unavailable extends Problem {
        public Unavailable(String sentence) {
            super(sentence);
        }
    }

    /// A kind of file that cannot be used here.
    public static final class Unsupported extends Problem {
        public Unsupported(String sentence) {
            super(sentence);
        }
    }

    /// It was here, or at WhatsApp, and will not come back.
    public static final class Gone extends Problem {
        public Gone(String sentence) {
            super(sentence);
        }
    }

    /// No room to keep it.
    public static final class Full extends Problem {
        public Full(String sentence) {
            super(sentence);
        }
    }

    /// Something that the bridge needs does not work now, or is too busy. Asking again later may help.
    public static final class Busy extends Problem {
        public Busy(String sentence) {
            super(sentence);
        }
    }
}
