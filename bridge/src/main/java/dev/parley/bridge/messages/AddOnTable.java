package dev.parley.bridge.messages;

import dev.parley.bridge.sql.Columns;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `reaction` and `poll_vote`: what each side adds to a message. The latest of each side counts, also one
/// taken back. The message may come later, or never.
@Repository
class AddOnTable {
    /// @param fromMe whether this account reacts, else the other side
    /// @param emoji empty: taken back
    record Reaction(MessageRef message, boolean fromMe, String emoji, Instant at) {}

    private final JdbcClient client;

    AddOnTable(JdbcClient client) {
        this.client = client;
    }

    /// @return whether any was news
    boolean react(List<Reaction> reactions) {
        if (reactions.isEmpty()) {
            return false;
        }
        // Two of one side in one statement would be an error.
        record Side(MessageRef message, boolean fromMe) {}
        Map<Side, Reaction> latest = new LinkedHashMap<>();
        reactions.forEach(each -> latest.merge(
                new Side(each.message(), each.fromMe()),
                each,
                (one, other) -> other.at().isBefore(one.at()) ? one : other));
        List<Reaction> distinct = List.copyOf(latest.values());
        return client.sql("""
                        insert into reaction as r (chat_id, whatsapp_id, message_from_me, from_me, emoji, reacted_at)
                        select chat, id, of_mine, mine, emoji, to_timestamp(millis / 1000.0)
                        from unnest(:chats, :ids, :ofMine, :mine, :emoji, :millis)
                             as new (chat, id, of_mine, mine, emoji, millis)
                        on conflict (chat_id, whatsapp_id, message_from_me, from_me) do update
                        set emoji = excluded.emoji, reacted_at = excluded.reacted_at
                        where r.reacted_at < excluded.reacted_at""")
                        .param(
                                "chats",
                                Columns.of(
                                        distinct,
                                        Long[]::new,
                                        each -> each.message().chat()))
                        .param(
                                "ids",
                                Columns.of(
                                        distinct,
                                        String[]::new,
                                        each -> each.message().id()))
                        .param(
                                "ofMine",
                                Columns.of(
                                        distinct,
                                        Boolean[]::new,
                                        each -> each.message().fromMe()))
                        .param("mine", Columns.of(distinct, Boolean[]::new, Reaction::fromMe))
                        .param("emoji", Columns.of(distinct, String[]::new, Reaction::emoji))
                        .param(
                                "millis",
                                Columns.of(
                                        distinct, Long[]::new, each -> each.at().toEpochMilli()))
                        .update()
                > 0;
    }

    /// @param fromMe whether this account votes, else the other side
    /// @return whether it was news
    boolean vote(MessageRef poll, boolean fromMe, List<String> options, Instant at) {
        return client.sql("""
                        insert into poll_vote as v (chat_id, whatsapp_id, message_from_me, from_me, options, voted_at)
                        values (?, ?, ?, ?, ?, ?)
                        on conflict (chat_id, whatsapp_id, message_from_me, from_me) do update
                        set options = excluded.options, voted_at = excluded.voted_at
                        where v.voted_at < excluded.voted_at""")
                        .params(
                                poll.chat(),
                                poll.id(),
                                poll.fromMe(),
                                fromMe,
                                options.toArray(String[]::new),
                                at.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    void forget(MessageRef message) {
        client.sql("delete from reaction where chat_id = ? and whatsapp_id = ? and message_from_me = ?")
                .params(message.chat(), message.id(), message.fromMe())
                .update();
        client.sql("delete from poll_vote where chat_id = ? and whatsapp_id = ? and message_from_me = ?")
                .params(message.chat(), message.id(), message.fromMe())
                .update();
    }

    void move(long fromChat, long intoChat) {
        client.sql("""
                        insert into reaction as r (chat_id, whatsapp_id, message_from_me, from_me, emoji, reacted_at)
                        select ?, whatsapp_id, message_from_me, from_me, emoji, reacted_at
                        from reaction where chat_id = ?
                        on conflict (chat_id, whatsapp_id, message_from_me, from_me) do update
                        set emoji = excluded.emoji, reacted_at = excluded.reacted_at
                        where r.reacted_at < excluded.reacted_at""").params(intoChat, fromChat).update();
        client.sql("""
                        insert into poll_vote as v (chat_id, whatsapp_id, message_from_me, from_me, options, voted_at)
                        select ?, whatsapp_id, message_from_me, from_me, options, voted_at
                        from poll_vote where chat_id = ?
                        on conflict (chat_id, whatsapp_id, message_from_me, from_me) do update
                        set options = excluded.options, voted_at = excluded.voted_at
                        where v.voted_at < excluded.voted_at""").params(intoChat, fromChat).update();
    }
}
