package dev.parley.whatsapp.client.pairing;

/// Why there is no pairing code.
public sealed interface CodeRefusal {
    /// A sentence for people.
    String words();

    /// The text can be no phone number in international form: 7 to 15 digits, the first not 0. Nothing was sent.
    record NotANumber() implements CodeRefusal {
        @Override
        public String words() {
            return "That is no phone number in international form.";
        }
    }

    /// The device is linked already.
    record AlreadyLinked() implements CodeRefusal {
        @Override
        public String words() {
            return "A phone is linked already.";
        }
    }

    /// WhatsApp asks for a passkey on this connection, which ended pairing codes (passkey.md section 2.12).
    record PasskeyAsked() implements CodeRefusal {
        @Override
        public String words() {
            return "WhatsApp asks for a passkey already; a pairing code is of no use now.";
        }
    }

    /// WhatsApp answered 429: too many codes were asked for.
    record RateLimited() implements CodeRefusal {
        @Override
        public String words() {
            return "WhatsApp refuses more pairing codes for now. Try again later.";
        }
    }

    /// WhatsApp answered with another error. 400 comes for a name of this client that it does not like
    /// (connection.md section 7.2), and maybe for more; for others nothing is known but their text.
    record Refused(int code, String text) implements CodeRefusal {
        @Override
        public String words() {
            return "WhatsApp refused a pairing code for this number (" + code + " " + text + ").";
        }
    }
}
