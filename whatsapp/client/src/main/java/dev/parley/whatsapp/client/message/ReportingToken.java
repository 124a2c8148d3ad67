package dev.parley.whatsapp.client.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.whatsapp.client.content.MessageSecret;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// With this a recipient can prove to WhatsApp what was written to them when they report it (messaging.md section
/// 4.7): a code over the parts of the content that matter.
final class ReportingToken {
    static final int VERSION = 2;
    private static final int LENGTH = 16;

    /// What counts of a message: the field numbers, and in braces what counts of a field that is a message itself. `M`
    /// is a message again, `C` a context.
    private static final String COUNTING = "1 3{2,3,8,11,17C,25} 4{1,16,17C} 5{3,4,5,16,17C} 6{1,17C,30}"
            + " 7{2,7,10,17C,20} 8{2,7,9,17C,21} 9{2,6,7,13,17C,20} 12{1,2,14M,15} 18{6,16,17C} 26{4,5,8,13,17C}"
            + " 28{1,2,4,5,6,7C} 37{1M} 49{2,3{1,2},5C,8{1,2}} 53{1M} 55{1M} 58{1M} 59{1M} 60{2,3{1,2},5C,8{1,2}}"
            + " 64{2,3{1,2},5C,8{1,2}} 66{2,6,7,13,17C,20} 74{1M} 87{1M} 88{1,2{1},3C} 92{1M} 93{1M} 94{1M}";

    private static final Counting MESSAGE = Counting.parse(COUNTING);

    private ReportingToken() {}

    /// @param sender this account, in the namespace of the stanza, without device
    /// @param chat the recipient, in the same namespace
    /// @return empty for messages that nobody reports: reactions, votes, those without a secret
    static Optional<Node> of(Message message, String id, Jid sender, Jid chat) {
        boolean addOn =
                message.hasReactionMessage() || message.hasEncReactionMessage() || message.hasPollUpdateMessage();
        return MessageSecret.of(
                        message.getMessageContextInfo().getMessageSecret().toByteArray())
                .filter(_ -> !addOn)
                .map(secret -> Node.of("reporting")
                        .child(Node.of("reporting_token")
                                .attr("v", VERSION)
                                .content(token(secret, id, sender, chat, message.toByteArray())))
                        .build());
    }

    static Bytes token(MessageSecret secret, String id, Jid sender, Jid chat, byte[] message) {
        byte[] key = secret.key(MessageSecret.Use.REPORT_TOKEN, id, sender, chat);
        return Bytes.wrap(Arrays.copyOf(HmacSha256.of(key, content(message)), LENGTH));
    }

    /// The fields that count, in the order of their numbers.
    static byte[] content(byte[] message) {
        return reduced(ByteString.copyFrom(message), MESSAGE).toByteArray();
    }

    private static ByteString reduced(ByteString bytes, Counting counting) {
        UnknownFieldSet.Builder kept = UnknownFieldSet.newBuilder();
        fields(bytes).asMap().forEach((number, field) -> {
            Counting inner = counting.fields().get(number);
            if (inner != null && inner.whole()) {
                kept.mergeField(number, field);
            } else if (inner != null) {
                UnknownFieldSet.Field.Builder reduced = UnknownFieldSet.Field.newBuilder();
                field.getLengthDelimitedList().stream()
                        .map(value -> reduced(value, inner))
                        .filter(value -> !value.isEmpty())
                        .forEach(reduced::addLengthDelimited);
                kept.mergeField(number, reduced.build());
            }
        });
        return kept.build().toByteString();
    }

    private static UnknownFieldSet fields(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException _) {
            return UnknownFieldSet.getDefaultInstance();
        }
    }

    /// What counts of a message.
    ///
    /// @param whole all of it
    private record Counting(Map<Integer, Counting> fields, boolean whole) {
        private static final Counting WHOLE = new Counting(Map.of(), true);

        static Counting parse(String text) {
            Counting message = new Counting(new HashMap<>(), false);
            new Parser(text, message).fields(message);
            return message;
        }
    }

    /// Reads the notation above.
    private static final class Parser {
        private static final Counting CONTEXT = new Counting(Map.of(21, Counting.WHOLE, 22, Counting.WHOLE), false);

        private final String text;
        private final Counting message;
        private int at;

        Parser(String text, Counting message) {
            this.text = text;
            this.message = message;
        }

        void fields(Counting into) {
            while (at < text.length() && text.charAt(at) != '}') {
                if (Character.isDigit(text.charAt(at))) {
                    into.fields().put(number(), inner());
                } else {
                    at++;
                }
            }
        }

        private int number() {
            int start = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            return Integer.parseInt(text, start, at, 10);
        }

        private Counting inner() {
            return switch (at < text.length() ? text.charAt(at) : ' ') {
                case 'M' -> message;
                case 'C' -> CONTEXT;
                case '{' -> {
                    Counting inner = new Counting(new HashMap<>(), false);
                    at++;
                    fields(inner);
                    at++;
                    yield inner;
                }
                default -> Counting.WHOLE;
            };
        }
    }
}
