package dev.parley.whatsapp.client;

import java.time.Duration;

/// What a call to the client can fail with; each kind is a different decision for the caller.
public sealed class WhatsAppException extends RuntimeException {
    private WhatsAppException(String message) {
        super(message);
    }

    /// There is no connection, or it was lost before the answer. Try again when connected.
    public static final class NotConnected extends WhatsAppException {
        public NotConnected(String message) {
            super(message);
        }
    }

    /// WhatsApp did not answer in time.
    public static final class Timeout extends WhatsAppException {
        public Timeout(String what, Duration waited) {
            super("WhatsApp did not answer " + what + " within " + waited.toSeconds() + " s");
        }
    }

    /// WhatsApp cannot do it now. Try again after a while.
    public static final class Unavailable extends WhatsAppException {
        public Unavailable(int code) {
            super("WhatsApp cannot do this now (code " + code + ")");
        }
    }

    /// WhatsApp answered with an error.
    public static final class IqError extends WhatsAppException {
        private final int code;
        private final String text;

        public IqError(int code, String text) {
            super("WhatsApp answered with error " + code + " " + text);
            this.code = code;
            this.text = text;
        }

        /// WhatsApp's, as in connection.md section 9.1: 404 not found, 429 too many, …
        public int code() {
            return code;
        }

        /// WhatsApp's word for it, like `bad-request`; may be empty.
        public String text() {
            return text;
        }
    }

    /// WhatsApp answered in a form that the protocol does not have.
    public static final class UnexpectedAnswer extends WhatsAppException {
        public UnexpectedAnswer(String message) {
            super(message);
        }
    }

    /// The media servers have a file no more. The phone can be asked to upload it again.
    public static final class MediaGone extends WhatsAppException {
        private final int status;

        public MediaGone(int status) {
            super("the media servers do not have the file any more (status " + status + ")");
            this.status = status;
        }

        /// HTTP's: 403, 404 or 410.
        public int status() {
            return status;
        }
    }

    /// A file could not be brought to or from the media servers. Try again after a while.
    public static final class TransferFailed extends WhatsAppException {
        public TransferFailed(String message) {
            super(message);
        }
    }
}
