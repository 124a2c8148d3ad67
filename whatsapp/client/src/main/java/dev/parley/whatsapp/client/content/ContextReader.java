package dev.parley.whatsapp.client.content;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.MessageContextInfo;
import dev.parley.whatsapp.proto.VideoMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Reads what surrounds a content (messaging.md section 8.2).
final class ContextReader {
    /// WhatsApp's album association.
    private static final int ALBUM = 1;
    /// Groups have at most 1,024 members; the rest of a longer list is not looked at.
    private static final int MOST_MENTIONS = 1024;

    private ContextReader() {}

    /// @param content the value of the field that holds the content
    static MessageContext read(Unwrapper.Unwrapped unwrapped, Object content) {
        ContextInfo info = info(content);
        MessageContextInfo outer = unwrapped.message().getMessageContextInfo();
        MessageContextInfo.MessageAssociation association = outer.getMessageAssociation();
        return new MessageContext(
                quote(info),
                info.getMentionedJidList().stream()
                        .limit(MOST_MENTIONS)
                        .flatMap(jid -> Jid.parse(jid).stream())
                        .filter(Jid::isPerson)
                        .map(Jid::bare)
                        .toList(),
                Math.max(info.getIsForwarded() ? 1 : 0, info.getForwardingScore()),
                Duration.ofSeconds(Integer.toUnsignedLong(info.getExpiration())),
                time(info.getEphemeralSettingTimestamp()),
                unwrapped.viewOnce() || isViewOnce(content),
                unwrapped.ephemeral(),
                unwrapped.edited(),
                MessageSecret.of(outer.getMessageSecret().toByteArray()),
                association.getAssociationType() == ALBUM
                        ? MediaReader.text(association.getParentMessageKey().getId())
                        : Optional.empty());
    }

    /// The context has one name in all contents, though not one number.
    private static ContextInfo info(Object content) {
        if (!(content instanceof com.google.protobuf.Message message)) {
            return ContextInfo.getDefaultInstance();
        }
        FieldDescriptor field = message.getDescriptorForType().findFieldByName("context_info");
        return field != null && message.getField(field) instanceof ContextInfo info
                ? info
                : ContextInfo.getDefaultInstance();
    }

    /// The quoted message's own quote is not followed, so depth is no matter.
    private static Optional<Quote> quote(ContextInfo info) {
        return MediaReader.text(info.getStanzaId())
                .map(id -> new Quote(
                        id,
                        Jid.parse(info.getParticipant()).filter(Jid::isPerson).map(Jid::bare),
                        Jid.parse(info.getRemoteJid()).map(Jid::bare),
                        ContentReader.content(info.getQuotedMessage()),
                        info.getQuotedMessage()));
    }

    private static boolean isViewOnce(Object content) {
        return switch (content) {
            case ImageMessage image -> image.getViewOnce();
            case VideoMessage video -> video.getViewOnce();
            case AudioMessage audio -> audio.getViewOnce();
            case ExtendedTextMessage text -> text.getViewOnce();
            default -> false;
        };
    }

    private static Optional<Instant> time(long seconds) {
        return seconds > 0 && seconds <= Instant.MAX.getEpochSecond()
                ? Optional.of(Instant.ofEpochSecond(seconds))
                : Optional.empty();
    }
}
