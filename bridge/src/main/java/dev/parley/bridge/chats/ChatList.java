package dev.parley.bridge.chats;

import dev.parley.bridge.chats.ChatInfo.LastMessage;
import dev.parley.bridge.problem.Problem;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.Person;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The chats of a session, as a caller reads them.
@Service
public class ChatList {
    /// Where a page ends: the last chat's time, to the microsecond that the database keeps, and key.
    private record Cursor(long micros, long key) {
        static final Cursor START = new Cursor(253_402_300_799_000_000L, Long.MAX_VALUE);

        static Cursor parse(String text) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split("\\.", 2);
                Cursor cursor = new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
                if (Math.abs(cursor.micros()) > START.micros()) {
                    throw new IllegalArgumentException("no time of this calendar");
                }
                return cursor;
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
                throw new Problem.Invalid("cursor is not one that this address gave out");
            }
        }

        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((micros + "." + key).getBytes(StandardCharsets.US_ASCII));
        }

        OffsetDateTime time() {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        }
    }

    private static final String COLUMNS = "c.id, c.pn, c.lid, c.name, c.unread_count, c.marked_unread, c.archived,"
            + " c.pinned_at, c.muted_until, c.expires_in, c.last_message_content, c.last_message_from_me,"
            + " c.last_message_at, coalesce(p.picture_url, l.picture_url) as picture_url,"
            + " coalesce(p.about, l.about) as about,"
            + " coalesce(p.blocked, false) or coalesce(l.blocked, false) as blocked";

    /// What is known of the person under either name.
    private static final String JOINS = " left join contact p on p.session_id = c.session_id and p.jid = c.pn"
            + " left join contact l on l.session_id = c.session_id and l.jid = c.lid";

    private record Row(ChatInfo info, Cursor cursor) {}

    private final JdbcClient client;
    private final ChatTable chats;
    private final PhoneLookups lookups;

    ChatList(JdbcClient client, ChatTable chats, PhoneLookups lookups) {
        this.client = client;
        this.chats = chats;
        this.lookups = lookups;
    }

    /// @param cursor from the page before
    public ChatPage page(String sessionId, int limit, Optional<String> cursor, ChatFilter filter) {
        Cursor from = cursor.map(Cursor::parse).orElse(Cursor.START);
        StringBuilder conditions = new StringBuilder();
        Map<String, Object> values = new HashMap<>();
        if (!filter.text().isEmpty()) {
            conditions.append(" and (position(lower(:text) in lower(c.name)) > 0"
                    + " or (:digits <> '' and position(:digits in split_part(c.pn, '@', 1)) > 0))");
            values.put("text", filter.text());
            values.put("digits", filter.digits());
        }
        filter.archived()
                .ifPresent(archived -> conditions.append(archived ? " and c.archived" : " and not c.archived"));
        filter.unread()
                .ifPresent(unread -> conditions.append(
                        unread
                                ? " and (c.unread_count > 0 or c.marked_unread)"
                                : " and c.unread_count = 0 and not c.marked_unread"));
        List<Row> rows = client.sql("select " + COLUMNS + " from (select * from chat c where c.session_id = :session"
                        + " and c.shown and (c.last_message_at, c.id) < (:time, :key)" + conditions
                        + " order by c.last_message_at desc, c.id desc limit :limit) c" + JOINS
                        + " order by c.last_message_at desc, c.id desc")
                .param("session", sessionId)
                .param("time", from.time())
                .param("key", from.key())
                .param("limit", limit + 1)
                .params(values)
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

    /// Whether the phone has older messages of a chat than those stored here.
    public HistoryChat.Older older(Chat chat) {
        return chats.older(chat.key());
    }

    public void setOlder(Chat chat, HistoryChat.Older older) {
        chats.setOlder(chat.key(), older);
    }

    /// The person's chat, if there is one.
    public Optional<Chat> existing(String sessionId, Person person) {
        return chats.find(sessionId, person);
    }

    /// One chat, as it stands in the list.
    public ChatInfo info(Chat chat) {
        return client.sql("select " + COLUMNS + " from chat c" + JOINS + " where c.id = ?")
                .param(chat.key())
                .query((row, number) -> row(row, number).info())
                .single();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        @Nullable String pn = row.getString("pn");
        String phone = pn == null ? "" : "+" + pn.substring(0, pn.indexOf('@'));
        String id = pn == null ? row.getString("lid") : pn;
        @Nullable String known = row.getString("name");
        String name = known != null ? known : phone.isEmpty() ? id : phone;
        @Nullable String content = row.getString("last_message_content");
        Instant lastAt = row.getObject("last_message_at", OffsetDateTime.class).toInstant();
        Optional<LastMessage> last = content == null
                ? Optional.empty()
                : Optional.of(
                        new LastMessage(content, lastAt.getEpochSecond(), row.getBoolean("last_message_from_me")));
        @Nullable OffsetDateTime mutedUntil = row.getObject("muted_until", OffsetDateTime.class);
        int expiresIn = row.getInt("expires_in");
        return new Row(
                new ChatInfo(
                        id,
                        name,
                        phone,
                        Optional.ofNullable(row.getString("picture_url")),
                        last,
                        row.getInt("unread_count"),
                        row.getBoolean("marked_unread"),
                        false,
                        row.getBoolean("archived"),
                        row.getObject("pinned_at") != null,
                        mutedUntil == null ? Optional.empty() : Optional.of(mutedUntil.toEpochSecond()),
                        expiresIn == 0 ? Optional.empty() : Optional.of((long) expiresIn),
                        Optional.ofNullable(row.getString("about")),
                        row.getBoolean("blocked")),
                new Cursor(ChronoUnit.MICROS.between(Instant.EPOCH, lastAt), row.getLong("id")));
    }
}
