package dev.parley.bridge.outbox;

import dev.parley.bridge.messages.Quote;
import dev.parley.bridge.sql.Columns;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Writes what is accepted: the message and its place in the outbox. Many at once in one statement.
@Repository
class AcceptanceTable {
    /// A message that was accepted under an idempotency key.
    ///
    /// @param hash of what was wished; empty for one from before hashes were kept
    record Known(String messageId, Optional<Bytes> hash) {}

    /// A message to be written.
    record NewMessage(String id, Draft draft, Bytes hash, Optional<Quote> quote, boolean held) {
        Draft.Body body() {
            return draft.body();
        }
    }

    private final JdbcClient client;

    AcceptanceTable(JdbcClient client) {
        this.client = client;
    }

    /// By their keys, in a map of the caller's own.
    Map<String, Known> known(String sessionId, Collection<String> keys) {
        return client
                .sql("""
                        select idempotency_key, whatsapp_id, request_hash from message
                        where session_id = ? and idempotency_key = any(?)""")
                .params(sessionId, keys.toArray(String[]::new))
                .query((row, _) -> Map.entry(
                        row.getString("idempotency_key"),
                        new Known(
                                row.getString("whatsapp_id"),
                                Optional.ofNullable(row.getBytes("request_hash"))
                                        .map(Bytes::wrap))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, HashMap::new));
    }

    /// Writes messages of one chat, and that they are to be sent, in this order.
    ///
    /// @return the rows' keys by the messages' ids
    /// @throws org.springframework.dao.DuplicateKeyException when an idempotency key was taken meanwhile
    Map<String, Long> insert(String sessionId, long chat, Instant at, List<NewMessage> messages) {
        return client
                .sql("""
                        with wished as (
                            select * from unnest(:ids::text[], :types::text[], :contents::text[], :quotedIds::text[],
                                                :quotedContents::text[], :keys::text[], :hashes::bytea[], :held::boolean[])
                                with ordinality as t (id, type, content, quoted_id, quoted_content, key, hash, held, place)
                        ), written as (
                            insert into message (session_id, chat_id, from_me, whatsapp_id, sent_at, type, content,
                                                 quoted_id, quoted_content, status, idempotency_key, request_hash)
                            select :session, :chat, true, id, :at, type, content, quoted_id, quoted_content, 'pending', key, hash
                            from wished order by place
                            returning seq, whatsapp_id
                        )
                        insert into outbox (session_id, message, kind, whatsapp_id, accepted_at, held)
                        select :session, written.seq, 'message', written.whatsapp_id, :at, wished.held
                        from written join wished on wished.id = written.whatsapp_id order by wished.place
                        returning message, whatsapp_id""")
                .param("session", sessionId)
                .param("chat", chat)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("ids", Columns.of(messages, String[]::new, NewMessage::id))
                .param(
                        "types",
                        Columns.of(
                                messages,
                                String[]::new,
                                message -> message.body().type().code()))
                .param(
                        "contents",
                        Columns.of(
                                messages,
                                String[]::new,
                                message -> message.body().words()))
                .param(
                        "quotedIds",
                        Columns.optional(
                                messages,
                                String[]::new,
                                message -> message.quote().map(Quote::id)))
                .param(
                        "quotedContents",
                        Columns.optional(
                                messages,
                                String[]::new,
                                message -> message.quote().map(Quote::content)))
                .param(
                        "keys",
                        Columns.optional(
                                messages,
                                String[]::new,
                                message -> message.draft().idempotencyKey()))
                .param(
                        "hashes",
                        Columns.of(
                                messages,
                                byte[][]::new,
                                message -> message.hash().toByteArray()))
                .param("held", Columns.of(messages, Boolean[]::new, NewMessage::held))
                .query((row, _) -> Map.entry(row.getString("whatsapp_id"), row.getLong("message")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
