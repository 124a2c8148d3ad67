package dev.parley.whatsapp.client.token;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.notification.NotificationHandler;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.PrivacyTokenRecords;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tokens with which people vouch for each other at WhatsApp's server (messaging.md section 4.8). Others'
/// are kept and shown with what concerns them, so that a restricted account may still write to acquaintances;
/// ours are issued to those we write to, once a week each. Thread-safe.
public final class PrivacyTokens {
    private static final Logger log = LoggerFactory.getLogger(PrivacyTokens.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String TRUSTED_CONTACT = "trusted_contact";
    /// WhatsApp's announcements come from this user, who takes no messages.
    private static final String ANNOUNCEMENTS = "0";
    /// Real ones have some 16 bytes; they are opaque, and each message carries one.
    private static final int LONGEST = 1024;
    /// How far the server's clock may be ahead of ours.
    private static final Duration CLOCK_SLACK = Duration.ofDays(1);

    private final Vault vault;
    private final Link link;
    private final Executor executor;
    private final InstantSource clock;
    private final Set<Jid> beingIssued = ConcurrentHashMap.newKeySet();

    /// @param executor a thread for each task, which may block
    public PrivacyTokens(Vault vault, Link link, Executor executor, InstantSource clock) {
        this.vault = vault;
        this.link = link;
        this.executor = executor;
        this.clock = clock;
    }

    public void register(NotificationHandler notifications) {
        notifications.on("privacy_token", (records, notification, account, _) -> read(records, notification, account));
    }

    /// `<tctoken>` for a question about somebody: subscribing to presence, asking for a picture or an about
    /// text. Empty without a valid token, and for the own account: WhatsApp never answers a question about
    /// the own picture that carries one.
    public Optional<Node> forPerson(Records records, Jid person, Account account) {
        return takesTokens(person, account)
                ? records.privacyTokens()
                        .theirs(person)
                        .filter(token -> TokenWindow.isValid(token.issued(), clock.instant()))
                        .map(token -> Node.of("tctoken").content(token.bytes()).build())
                : Optional.empty();
    }

    /// What a direct message carries: `<tctoken>`, else `<cstoken>`, else nothing. Never for `category=peer`,
    /// which WhatsApp refuses with error 479.
    public Optional<Node> forMessage(Records records, Jid to, Account account) {
        return forPerson(records, to, account).or(() -> cstoken(records, to, account));
    }

    /// Whether the person vouched for this account lately, so that a message to them is no first contact.
    public boolean isVouchedFor(Records records, Jid person, Account account) {
        return forPerson(records, person, account).isPresent();
    }

    /// Keeps a token that somebody issued to this account, unless a newer one is known.
    ///
    /// @param issued the server's time
    public void received(Records records, Jid from, Bytes token, Instant issued) {
        if (!from.isPerson() || token.isEmpty() || token.length() > LONGEST) {
            return;
        }
        Instant latest = clock.instant().plus(CLOCK_SLACK);
        if (TokenWindow.isValid(issued, clock.instant()) && !issued.isAfter(latest)) {
            records.privacyTokens().receive(from, token, issued);
        }
    }

    /// What the phone's history says of a chat (messaging.md section 4.8).
    ///
    /// @param chat the person
    /// @param token theirs to this account, if there is one
    /// @param timestamp Unix seconds of `token`
    /// @param senderTimestamp Unix seconds at which this account issued one to them; 0 for never
    public void fromHistory(Records records, Jid chat, Optional<Bytes> token, long timestamp, long senderTimestamp) {
        if (!chat.isPerson()) {
            return;
        }
        token.ifPresent(bytes -> received(records, chat, bytes, Instant.ofEpochSecond(seconds(timestamp))));
        Instant issued = Instant.ofEpochSecond(seconds(senderTimestamp));
        if (!issued.isAfter(clock.instant()) && !TokenWindow.isStale(issued, clock.instant())) {
            records.privacyTokens().markIssued(chat, issued);
        }
    }

    /// The account's salt for `<cstoken>`, of the app state.
    public void salt(Records records, Bytes nctSalt) {
        if (isSalt(nctSalt)) {
            records.privacyTokens().writeSalt(nctSalt);
        }
    }

    /// The account has no salt any more, says the app state.
    public void forgetSalt(Records records) {
        records.privacyTokens().deleteSalt();
    }

    /// The salt of a history, which may be old: the app state's is newer, also when it says that there is none.
    public void saltFromHistory(Records records, Bytes nctSalt) {
        if (isSalt(nctSalt)) {
            records.privacyTokens().writeOldSalt(nctSalt);
        }
    }

    private static boolean isSalt(Bytes nctSalt) {
        return !nctSalt.isEmpty() && nctSalt.length() <= LONGEST;
    }

    /// Whether somebody who is written to has no token of this week.
    public boolean isToBeIssued(Records records, Jid person, Account account) {
        return takesTokens(person, account)
                && records.privacyTokens()
                        .ours(person)
                        .map(issued -> TokenWindow.isStale(issued, clock.instant()))
                        .orElse(true);
    }

    /// A message went out to somebody: issues a token to them in the background, once a week. Nothing waits
    /// for it; if it fails, it is done after the next login.
    public void wroteTo(Jid person) {
        if (!beingIssued.add(person.bare())) {
            return;
        }
        executor.execute(() -> {
            try {
                issueIfStale(person.bare());
            } catch (WhatsAppException e) {
                log.info("A privacy token was not issued: {}", e.getMessage());
            } finally {
                beingIssued.remove(person.bare());
            }
        });
    }

    /// The person set WhatsApp up anew, and the token that they had is lost: they get it again with its old
    /// time. What is not done at once is done after the next login.
    public void identityChanged(Records records, Jid person) {
        PrivacyTokenRecords tokens = records.privacyTokens();
        if (validOurs(records, person).isPresent()) {
            tokens.markDue(person);
            // Reads what to issue once this transaction is committed: until then the vault is locked.
            executor.execute(() -> issueAgainQuietly(person.bare()));
        }
    }

    /// Issues what is still due: what WhatsApp did not confirm, and what people lost whose identity changed.
    /// Blocks.
    ///
    /// @throws WhatsAppException when there is no connection; the rest stays due
    public void issueDue() {
        for (Jid person :
                vault.<Set<Jid>>transact(records -> records.privacyTokens().due())) {
            link.connection();
            issueAgainQuietly(person);
        }
    }

    /// What WhatsApp refuses for one person stays due and is in nobody else's way.
    private void issueAgainQuietly(Jid person) {
        try {
            issueAgain(person);
        } catch (WhatsAppException e) {
            log.info("A privacy token was not issued again: {}", e.getMessage());
        }
    }

    private void issueAgain(Jid person) {
        vault.<Optional<Due>>transact(records -> due(records, person)).ifPresent(this::issue);
    }

    /// A token that WhatsApp is to be told of.
    ///
    /// @param mark of the entry: another one's means that it became due once more meanwhile
    private record Due(Jid person, Instant time, int mark) {}

    /// What is due to a person; a token that is worth nothing any more is not.
    private Optional<Due> due(Records records, Jid person) {
        PrivacyTokenRecords tokens = records.privacyTokens();
        OptionalInt mark = tokens.dueMark(person);
        Optional<Instant> time = validOurs(records, person);
        if (mark.isPresent() && time.isEmpty()) {
            tokens.settleDue(person, mark.getAsInt());
        }
        return mark.isPresent() ? time.map(valid -> new Due(person, valid, mark.getAsInt())) : Optional.empty();
    }

    private Optional<Instant> validOurs(Records records, Jid person) {
        return records.privacyTokens().ours(person).filter(time -> TokenWindow.isValid(time, clock.instant()));
    }

    /// The time is written down before WhatsApp is asked, so that an identity that changes meanwhile finds it.
    private void issueIfStale(Jid person) {
        vault.<Optional<Due>>transact(records -> {
                    boolean stale = records.credentials()
                            .read()
                            .flatMap(credentials -> credentials.account())
                            .filter(account -> isToBeIssued(records, person, account))
                            .isPresent();
                    if (stale) {
                        records.privacyTokens().markIssued(person, clock.instant());
                        records.privacyTokens().markDue(person);
                    }
                    return stale ? due(records, person) : Optional.empty();
                })
                .ifPresent(this::issue);
    }

    private void issue(Due due) {
        issue(due.person(), due.time());
        // Not what became due while WhatsApp was asked: that is another issue, to another phone.
        vault.update(records -> records.privacyTokens().settleDue(due.person(), due.mark()));
    }

    /// By phone number where that is known, as long as AB property 14303 does not say otherwise. WhatsApp Web
    /// ignores tokens in the answer.
    private void issue(Jid person, Instant time) {
        Jid target = vault.transact(records -> records.lids().person(person).preferred());
        link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "set")
                        .attr("xmlns", "privacy")
                        .child(Node.of("tokens")
                                .child(Node.of("token")
                                        .attr("jid", target)
                                        .attr("t", time.getEpochSecond())
                                        .attr("type", TRUSTED_CONTACT))),
                TIMEOUT);
    }

    private void read(Records records, Node notification, Account account) {
        Optional<Jid> from = notification
                .jid("sender_lid")
                .filter(Jid::isLid)
                .or(() -> notification.jid("from"))
                .filter(Jid::isPerson)
                .filter(sender -> !account.owns(sender));
        if (from.isEmpty()) {
            return;
        }
        notification
                .child("tokens")
                .ifPresent(tokens -> tokens.children("token").stream()
                        .filter(token -> token.hasAttr("type", TRUSTED_CONTACT))
                        .forEach(token -> token.bytes()
                                .ifPresent(bytes -> received(
                                        records,
                                        from.get(),
                                        bytes,
                                        Instant.ofEpochSecond(
                                                seconds(token.number("t").orElse(0)))))));
    }

    /// Keyed by the recipient's LID (vector in messaging.md section 4.8).
    private static Optional<Node> cstoken(Records records, Jid to, Account account) {
        Optional<Jid> lid = to.isLid() ? Optional.of(to.bare()) : records.lids().lidOf(to);
        Optional<Bytes> salt = records.privacyTokens().salt();
        if (lid.isEmpty() || salt.isEmpty() || !takesTokens(to, account)) {
            return Optional.empty();
        }
        return Optional.of(
                Node.of("cstoken").content(cstoken(salt.get(), lid.get())).build());
    }

    static Bytes cstoken(Bytes salt, Jid recipientLid) {
        return Bytes.wrap(
                HmacSha256.of(salt.toByteArray(), recipientLid.bare().toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static boolean takesTokens(Jid person, Account account) {
        return person.isPerson() && !account.owns(person) && !person.user().equals(ANNOUNCEMENTS);
    }

    /// Others' numbers may be anything; what is no time that could be meant is none.
    private static long seconds(long claimed) {
        return Math.clamp(claimed, 0, Integer.toUnsignedLong(-1));
    }
}
