package dev.parley.bridge.messages;

import dev.parley.bridge.keys.RowCipher;
import dev.parley.bridge.keys.RowCiphers;
import dev.parley.bridge.sql.Columns;
import dev.parley.whatsapp.client.content.Dimensions;
import dev.parley.whatsapp.client.content.MediaFile;
import dev.parley.whatsapp.wire.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `message_file`. Where WhatsApp has a file, and the key to it, is encrypted. Thread-safe.
@Repository
public class MessageFiles {
    private static final String KIND = "message-file";

    /// What a page of messages reads, behind `message_file f`.
    static final String SHOWN_COLUMNS = "f.message as file, f.mimetype, f.filename, f.caption, f.size, f.duration,"
            + " f.width, f.height, f.waveform, f.thumbnail, f.voice, f.animated";

    /// A file to be stored with its message.
    ///
    /// @param message the message's row
    /// @param messageId WhatsApp's
    /// @param reference where WhatsApp has it; empty for one of ours that is not uploaded yet
    /// @param contentHash its name in the media store: SHA-256 in hex; empty while it is only at WhatsApp
    public record NewFile(
            long message,
            String messageId,
            MessageFile shown,
            Optional<MediaFile> reference,
            Optional<String> contentHash) {}

    /// A file as it is stored.
    ///
    /// @param chatId the chat's name outside
    public record StoredFile(
            long message,
            String messageId,
            String chatId,
            boolean fromMe,
            MessageType type,
            MessageFile shown,
            Optional<MediaFile> reference,
            Optional<String> contentHash) {}

    private final JdbcClient client;
    private final RowCiphers ciphers;
    private final ApplicationEventPublisher answered;

    MessageFiles(JdbcClient client, RowCiphers ciphers, ApplicationEventPublisher answered) {
        this.client = client;
        this.ciphers = ciphers;
        this.answered = answered;
    }

    /// In the transaction that stores the messages. One that has a file already keeps it.
    public void insert(String sessionId, List<NewFile> files) {
        if (files.isEmpty()) {
            return;
        }
        RowCipher cipher = ciphers.of(sessionId);
        client.sql("""
                        insert into message_file (message, session_id, mimetype, filename, caption, size, duration,
                                                  width, height, waveform, thumbnail, voice, animated,
                                                  reference, key_id, content_hash)
                        select message, :session, mimetype, filename, caption, size, duration, width, height,
                               waveform, thumbnail, voice, animated, reference,
                               case when reference is not null then :key end, content_hash
                        from unnest(:message, :mimetype, :filename, :caption, :size, :duration, :width, :height,
                                    :waveform, :thumbnail, :voice, :animated, :reference, :hash)
                             as file (message, mimetype, filename, caption, size, duration, width, height,
                                      waveform, thumbnail, voice, animated, reference, content_hash)
                        on conflict (message) do nothing""")
                .param("session", sessionId)
                .param("key", cipher.keyId())
                .param("message", Columns.of(files, Long[]::new, NewFile::message))
                .param(
                        "mimetype",
                        Columns.of(files, String[]::new, file -> file.shown().mimetype()))
                .param(
                        "filename",
                        Columns.optional(
                                files, String[]::new, file -> file.shown().filename()))
                .param(
                        "caption",
                        Columns.optional(
                                files, String[]::new, file -> file.shown().caption()))
                .param("size", Columns.optional(files, Long[]::new, file -> size(file.shown())))
                .param("duration", Columns.optional(files, Integer[]::new, file -> duration(file.shown())))
                .param("width", Columns.optional(files, Integer[]::new, file -> side(file, Dimensions::width)))
                .param("height", Columns.optional(files, Integer[]::new, file -> side(file, Dimensions::height)))
                .param(
                        "waveform",
                        Columns.optional(
                                files, byte[][]::new, file -> some(file.shown().waveform())))
                .param(
                        "thumbnail",
                        Columns.optional(
                                files, byte[][]::new, file -> some(file.shown().thumbnail())))
                .param(
                        "voice",
                        Columns.of(files, Boolean[]::new, file -> file.shown().voice()))
                .param(
                        "animated",
                        Columns.of(files, Boolean[]::new, file -> file.shown().animated()))
                .param(
                        "reference",
                        Columns.optional(
                                files,
                                byte[][]::new,
                                file -> file.reference()
                                        .map(reference -> encrypt(cipher, file.messageId(), reference))))
                .param("hash", Columns.optional(files, String[]::new, NewFile::contentHash))
                .update();
    }

    /// The file of a message of a session; empty when there is no such message, or it has none.
    public Optional<StoredFile> find(String sessionId, String messageId) {
        return client.sql(
                        "select m.whatsapp_id, m.from_me, m.type, coalesce(c.pn, c.lid) as chat, f.reference, f.key_id,"
                                + " f.content_hash, " + SHOWN_COLUMNS
                                + " from message m join message_file f on f.message = m.seq join chat c on c.id = m.chat_id"
                                + " where m.session_id = ? and m.whatsapp_id = ? order by m.seq limit 1")
                .params(sessionId, messageId)
                .query((row, _) -> stored(sessionId, row))
                .optional();
    }

    /// WhatsApp has the file, at another place than before or for the first time.
    public void refer(String sessionId, long message, String messageId, MediaFile reference) {
        RowCipher cipher = ciphers.of(sessionId);
        client.sql("update message_file set reference = ?, key_id = ? where message = ?")
                .params(encrypt(cipher, messageId, reference), cipher.keyId(), message)
                .update();
    }

    /// The bytes are in the media store now.
    public void keep(long message, String contentHash) {
        client.sql("update message_file set content_hash = ? where message = ?")
                .params(contentHash, message)
                .update();
    }

    /// The phone uploaded the file of a message again: WhatsApp has it at another path, all else is as it
    /// was. In the engine's transaction.
    public void refreshed(String sessionId, String messageId, String directPath) {
        find(sessionId, messageId)
                .ifPresent(file -> file.reference().ifPresent(former -> {
                    refer(sessionId, file.message(), messageId, at(former, directPath));
                    client.sql("update message_file set lost_at = null, asked_at = null, fetches = 0 where message = ?")
                            .param(file.message())
                            .update();
                    answered.publishEvent(new FileAnswered(sessionId, messageId));
                }));
    }

    /// The phone did not upload the file of a message again. In the engine's transaction.
    ///
    /// @param forGood whether it never will
    public void lost(String sessionId, String messageId, boolean forGood, Instant now) {
        find(sessionId, messageId).ifPresent(file -> {
            client.sql("update message_file set lost_at = ?, asked_at = null where message = ?")
                    .param(forGood ? now.atOffset(ZoneOffset.UTC) : null)
                    .param(file.message())
                    .update();
            answered.publishEvent(new FileAnswered(sessionId, messageId));
        });
    }

    private static MediaFile at(MediaFile file, String directPath) {
        return new MediaFile(
                file.type(),
                file.key(),
                file.encryptedHash(),
                file.hash(),
                file.length(),
                file.mimetype(),
                Optional.of(directPath),
                // The old one leads nowhere.
                Optional.empty(),
                file.keyTimestamp(),
                file.sidecar());
    }

    /// The words below the file are others now.
    void caption(long message, Optional<String> caption) {
        client.sql("update message_file set caption = ? where message = ?")
                .param(caption.map(MessageContent::printable).orElse(null))
                .param(message)
                .update();
    }

    void remove(long message) {
        client.sql("delete from message_file where message = ?").param(message).update();
    }

    /// The columns [#SHOWN_COLUMNS] of a row; empty when its message has no file.
    static Optional<MessageFile> shown(ResultSet row) throws SQLException {
        if (row.getObject("file") == null) {
            return Optional.empty();
        }
        @Nullable Integer width = row.getObject("width", Integer.class);
        @Nullable Integer height = row.getObject("height", Integer.class);
        @Nullable Long size = row.getObject("size", Long.class);
        @Nullable Integer duration = row.getObject("duration", Integer.class);
        return Optional.of(new MessageFile(
                row.getString("mimetype"),
                Optional.ofNullable(row.getString("filename")),
                Optional.ofNullable(row.getString("caption")),
                size == null ? OptionalLong.empty() : OptionalLong.of(size),
                duration == null ? OptionalInt.empty() : OptionalInt.of(duration),
                width == null || height == null ? Optional.empty() : Optional.of(new Dimensions(width, height)),
                bytes(row.getBytes("waveform")),
                bytes(row.getBytes("thumbnail")),
                row.getBoolean("voice"),
                row.getBoolean("animated")));
    }

    private StoredFile stored(String sessionId, ResultSet row) throws SQLException {
        String messageId = row.getString("whatsapp_id");
        byte @Nullable [] reference = row.getBytes("reference");
        return new StoredFile(
                row.getLong("file"),
                messageId,
                row.getString("chat"),
                row.getBoolean("from_me"),
                MessageType.of(row.getString("type")),
                shown(row).orElseThrow(),
                reference == null
                        ? Optional.empty()
                        : Optional.of(MediaReference.decode(ciphers.of(sessionId)
                                .decrypt(KIND, messageId, Bytes.wrap(reference), row.getString("key_id")))),
                Optional.ofNullable(row.getString("content_hash")));
    }

    private static byte[] encrypt(RowCipher cipher, String messageId, MediaFile reference) {
        return cipher.encrypt(KIND, messageId, MediaReference.encode(reference)).toByteArray();
    }

    private static Optional<Integer> side(NewFile file, Function<Dimensions, Integer> side) {
        return file.shown().dimensions().map(side);
    }

    private static Optional<Long> size(MessageFile file) {
        return file.size().isPresent() ? Optional.of(file.size().getAsLong()) : Optional.empty();
    }

    private static Optional<Integer> duration(MessageFile file) {
        return file.duration().isPresent() ? Optional.of(file.duration().getAsInt()) : Optional.empty();
    }

    private static Optional<byte[]> some(Bytes bytes) {
        return bytes.isEmpty() ? Optional.empty() : Optional.of(bytes.toByteArray());
    }

    private static Bytes bytes(byte @Nullable [] column) {
        return column == null ? Bytes.EMPTY : Bytes.wrap(column);
    }
}
