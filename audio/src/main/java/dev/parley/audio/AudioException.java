package dev.parley.audio;

/// Why a recording was refused. Each kind is a different answer to the person who sent it; the message is one
/// sentence for people and never holds bytes of the recording.
public abstract sealed class AudioException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private AudioException(String message, Throwable cause) {
        super(message, cause);
    }

    private AudioException(String message) {
        super(message);
    }

    /// No audio at all, or a container or codec that Parley does not read.
    public static final class Unsupported extends AudioException {
        private static final long serialVersionUID = 1L;

        public Unsupported(String message) {
            super(message);
        }
    }

    /// Known by its first bytes, but damaged: nothing that could be played.
    public static final class Broken extends AudioException {
        private static final long serialVersionUID = 1L;

        public Broken(String message) {
            super(message);
        }

        public Broken(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Plays for longer than the caller allows.
    public static final class TooLong extends AudioException {
        private static final long serialVersionUID = 1L;

        public TooLong(String message) {
            super(message);
        }
    }
}
