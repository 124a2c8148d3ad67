package dev.parley.whatsapp.wire;

/// The value of an attribute: plain text, or an address, which the wire encodes in a form of its own.
public sealed interface AttrValue {
    record Text(String text) implements AttrValue {
        @Override
        public String toString() {
            return text;
        }
    }

    record Address(Jid jid) implements AttrValue {
        @Override
        public String toString() {
            return jid.toString();
        }
    }
}
