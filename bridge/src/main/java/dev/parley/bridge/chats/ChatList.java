package dev.parley.bridge.chats;

import dev.parley.bridge.chats.ChatInfo.LastMessage;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.event.Person;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The chats of a session, as a caller reads them.
@Service
public class ChatList {
    /// Where a page ends: the last chat's time and key.
    private record Cursor(long seconds, long key) {
        static final Cursor START = new Cursor(Long.MAX_VALUE / 1_000_000_000, Long.MAX_VALUE);

        static Cursor parse(String text) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("\\.", 2);
                return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
                throw new Problem.Invalid("cursor is not one that this address gave out");
            }
        }

        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((seconds + "." + key).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private record Row(ChatInfo info, Cursor cursor) {}

    private final JdbcClient client;
    private final ChatTable chats;
    private final ContactTable contacts;
    private final PhoneLookups lookups;

    ChatList(JdbcClient client, ChatTable chats, ContactTable contacts, PhoneLookups lookups) {
        this.client = client;
        this.chats = chats;
        this.contacts = contacts;
        this.lookups = lookups;
    }

    /// @param cursor from the page before
    /// @param filter part of a name or number; empty for all
    public ChatPage page(String sessionId, int limit, Optional<String> cursor, String filter) {
        Cursor from = cursor.map(Cursor::parse).orElse(Cursor.START);
        List<Row> rows = client.sql("""
                        select c.id, c.pn, c.lid, c.unread_count, c.last_message_content, c.last_message_from_me,
                               extract(epoch from c.last_message_at)::bigint as seconds,
                               coalesce(by_pn.push_name, by_lid.push_name) as push_name
                        from chat c
                        left join contact by_pn on by_pn.session_id = c.session_id and by_pn.jid = c.pn
                        left join contact by_lid on by_lid.session_id = c.session_id and by_lid.jid = c.lid
                        where c.session_id = :session
                          and (c.last_message_at, c.id) < (to_timestamp(:seconds), :key)
                          and (:filter = ''
                               or position(lower(:filter) in lower(coalesce(by_pn.push_name, by_lid.push_name, ''))) > 0
                               or (:digits <> '' and position(:digits in split_part(c.pn, '@', 1)) > 0))
                        order by c.last_message_at desc, c.id desc limit :limit""")
                .param("session", sessionId)
                .param("seconds", from.seconds())
                .param("key", from.key())
                .param("filter", filter)
                .param("digits", filter.replaceAll("[^0-9]", ""))
                .param("limit", limit + 1)
                .query(ChatList::row)
                .list();
        boolean more = rows.size() > limit;
        List<Row> page = more ? rows.subList(0, limit) : rows;
        return new ChatPage(
                page.stream().map(Row::info).toList(),
                more ? Optional.of(page.getLast().cursor().text()) : Optional.empty());
    }

    /// The chat that a caller names.
    ///
    /// @throws Problem.NotFound when there is none
    public Chat find(String sessionId, String chatId) {
        Optional<Chat> chat =
                switch (ChatAddress.parse(chatId)) {
                    case ChatAddress.OfPerson(Person person) -> chats.find(sessionId, person);
                    case ChatAddress.OfNumber number -> findNumber(sessionId, number);
                };
        return chat.orElseThrow(() -> new Problem.NotFound("Chat not found"));
    }

    /// The chat with the person who has this number, if there is one already.
    public Optional<Chat> findNumber(String sessionId, ChatAddress.OfNumber number) {
        return chats.find(sessionId, number.likely())
                .or(() -> lookups.find(number.phone()).flatMap(person -> chats.find(sessionId, person)));
    }

    /// The name that the person gave themselves.
    public Optional<String> nameOf(String sessionId, Chat chat) {
        return contacts.name(sessionId, chat);
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        @Nullable String pn = row.getString("pn");
        String phone = pn == null ? "" : "+" + pn.substring(0, pn.indexOf('@'));
        String id = pn == null ? row.getString("lid") : pn;
        @Nullable String pushName = row.getString("push_name");
        @Nullable String content = row.getString("last_message_content");
        long seconds = row.getLong("seconds");
        String name = pushName != null ? pushName : phone.isEmpty() ? id : phone;
        Optional<LastMessage> last = content == null
                ? Optional.empty()
                : Optional.of(new LastMessage(content, seconds, row.getBoolean("last_message_from_me")));
        return new Row(
                new ChatInfo(id, name, phone, last, row.getInt("unread_count"), false),
                new Cursor(seconds, row.getLong("id")));
    }
}
