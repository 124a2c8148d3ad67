package dev.parley.bridge.chats;

import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// What WhatsApp answered when it was asked who has a number: kept, so that it is asked once. A number that
/// nobody has is not kept, somebody may get it.
@Repository
public class PhoneLookups {
    /// Numbers change hands; WhatsApp itself forgets an unused account after some months.
    private static final Duration KEPT = Duration.ofDays(30);

    private final JdbcClient client;

    PhoneLookups(JdbcClient client) {
        this.client = client;
    }

    public Optional<Person> find(String phone) {
        return client.sql("""
                        select pn, lid from phone_lookup
                        where phone = ? and looked_up_at > now() - make_interval(secs => ?)""")
                .params(phone, KEPT.toSeconds())
                .query((row, _) -> new Person(jid(row.getString("pn")), jid(row.getString("lid"))))
                .optional();
    }

    public void keep(String phone, Person person) {
        client.sql("""
                        insert into phone_lookup (phone, pn, lid) values (?, ?, ?)
                        on conflict (phone) do update set pn = excluded.pn, lid = excluded.lid, looked_up_at = now()""")
                .param(phone)
                .param(ChatTable.text(person.pn()))
                .param(ChatTable.text(person.lid()))
                .update();
    }

    private static Optional<Jid> jid(@Nullable String text) {
        return Optional.ofNullable(text).flatMap(Jid::parse);
    }
}
