package dev.parley.bridge.messages;

import dev.parley.bridge.sql.Columns;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `message_amendment`: what is known of messages that are not here, not yet or no more.
@Repository
class AmendmentTable {
    /// A message's latest edit, which came before it.
    record Edit(String content, Instant at) {}

    /// @param removed gone on the own devices: it must not come back
    record Amendment(boolean removed, Optional<Edit> edit) {}

    private final JdbcClient client;

    AmendmentTable(JdbcClient client) {
        this.client = client;
    }

    Map<MessageRef, Amendment> of(List<MessageRef> messages) {
        Map<MessageRef, Amendment> found = new HashMap<>();
        client.sql("""
                        select a.chat_id, a.whatsapp_id, a.from_me, a.removed, a.edited_at, a.content
                        from unnest(?, ?, ?) as m (chat_id, whatsapp_id, from_me)
                        join message_amendment a using (chat_id, whatsapp_id, from_me)""")
                .params(
                        Columns.of(messages, Long[]::new, MessageRef::chat),
                        Columns.of(messages, String[]::new, MessageRef::id),
                        Columns.of(messages, Boolean[]::new, MessageRef::fromMe))
                .query(row -> {
                    Optional<Instant> editedAt = Optional.ofNullable(row.getObject("edited_at", OffsetDateTime.class))
                            .map(OffsetDateTime::toInstant);
                    String content = row.getString("content");
                    found.put(
                            new MessageRef(
                                    row.getLong("chat_id"), row.getString("whatsapp_id"), row.getBoolean("from_me")),
                            new Amendment(row.getBoolean("removed"), editedAt.map(at -> new Edit(content, at))));
                });
        return found;
    }

    /// The latest edit counts.
    void edit(MessageRef message, Edit edit) {
        client.sql("""
                        insert into message_amendment as a (chat_id, whatsapp_id, from_me, edited_at, content)
                        values (?, ?, ?, ?, ?)
                        on conflict (chat_id, whatsapp_id, from_me) do update
                        set edited_at = excluded.edited_at, content = excluded.content
                        where a.edited_at is null or a.edited_at < excluded.edited_at""")
                .params(
                        message.chat(),
                        message.id(),
                        message.fromMe(),
                        edit.at().atOffset(ZoneOffset.UTC),
                        edit.content())
                .update();
    }

    void remove(MessageRef message) {
        client.sql("""
                        insert into message_amendment (chat_id, whatsapp_id, from_me, removed) values (?, ?, ?, true)
                        on conflict (chat_id, whatsapp_id, from_me) do update set removed = true""").params(message.chat(), message.id(), message.fromMe()).update();
    }

    void move(long fromChat, long intoChat) {
        client.sql("""
                        insert into message_amendment as a
                            (chat_id, whatsapp_id, from_me, removed, edited_at, content, noted_at)
                        select ?, whatsapp_id, from_me, removed, edited_at, content, noted_at
                        from message_amendment where chat_id = ?
                        on conflict (chat_id, whatsapp_id, from_me) do update set
                            removed = a.removed or excluded.removed,
                            content = case when excluded.edited_at > coalesce(a.edited_at, '-infinity')
                                           then excluded.content else a.content end,
                            edited_at = greatest(a.edited_at, excluded.edited_at)""").params(intoChat, fromChat).update();
    }

    int deleteOlderThan(Duration age) {
        return client.sql("delete from message_amendment where noted_at < now() - make_interval(secs => ?)")
                .param(age.toSeconds())
                .update();
    }
}
