package dev.parley.whatsapp.client.contact;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.connection.Link;
import dev.parley.whatsapp.client.device.DeviceDirectory;
import dev.parley.whatsapp.client.device.Usync;
import dev.parley.whatsapp.client.device.UsyncAnswer;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.PrivacySettings;
import dev.parley.whatsapp.client.event.VerifiedName;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Questions to WhatsApp about people, and the account's own settings towards them. What changes by itself comes
/// as stored events. Every method that asks blocks until WhatsApp answers, at most 75 seconds, and throws
/// [WhatsAppException] when it cannot be asked or refuses. Thread-safe.
public final class Contacts {
    private static final Duration TIMEOUT = Duration.ofSeconds(75);
    /// WhatsApp limits and bans whoever asks about many numbers.
    private static final int MAX_LOOK_UPS = 50;

    private static final int LONGEST_ABOUT = 139;
    private static final int LARGEST_PICTURE = 1 << 20;

    private final Vault vault;
    private final Link link;
    private final Usync usync;
    private final DeviceDirectory devices;
    private final Privacy privacy;
    private final Blocklist blocklist;
    private final BiFunction<Records, Jid, Optional<Node>> privacyTokens;

    /// @param privacyTokens the `tctoken` by which a person lets this account see them, if they gave one
    public Contacts(
            Vault vault,
            Link link,
            Usync usync,
            DeviceDirectory devices,
            Privacy privacy,
            Blocklist blocklist,
            BiFunction<Records, Jid, Optional<Node>> privacyTokens) {
        this.vault = vault;
        this.link = link;
        this.usync = usync;
        this.devices = devices;
        this.privacy = privacy;
        this.blocklist = blocklist;
        this.privacyTokens = privacyTokens;
    }

    /// Who has a number.
    ///
    /// @param phone in international form with `+`
    /// @return empty when nobody on WhatsApp has it; else with WhatsApp's own form of the number
    public Optional<Person> lookUp(String phone) {
        return Optional.ofNullable(lookUp(List.of(phone)).get(phone));
    }

    /// Who has these numbers, in one question.
    ///
    /// @param phones at most 50, in international form with `+`
    /// @return by the number as it was given; who is missing is not on WhatsApp
    public Map<String, Person> lookUp(List<String> phones) {
        if (phones.size() > MAX_LOOK_UPS) {
            throw new IllegalArgumentException("more than " + MAX_LOOK_UPS + " numbers at once");
        }
        return phones.isEmpty() ? Map.of() : devices.lookUp(phones);
    }

    /// A profile picture.
    ///
    /// @param knownId of the picture that is at hand: when it is the current one, that is the answer
    public Picture picture(Jid person, PictureSize size, Optional<String> knownId) {
        Node.Builder picture = Node.of("picture")
                .attr("type", size.code())
                .attr("query", "url")
                .attrIfPresent("id", knownId);
        token(person).ifPresent(picture::child);
        try {
            return Pictures.read(link.request(
                    Node.of("iq")
                            .attr("to", Jid.SERVER)
                            .attr("type", "get")
                            .attr("xmlns", "w:profile:picture")
                            .attr("target", address(person))
                            .child(picture),
                    TIMEOUT));
        } catch (WhatsAppException.IqError e) {
            return Pictures.ofError(e.code()).orElseThrow(() -> e);
        }
    }

    /// What a person wrote about themselves.
    public About about(Jid person) {
        Node.Builder user = Node.of("user").attr("jid", address(person));
        token(person).ifPresent(token -> user.child(Node.of("status").child(token)));
        Optional<Node> status = ask("status", Node.of("status").build(), user.build());
        if (status.isEmpty()) {
            return new About.Known("", Optional.empty());
        }
        Optional<UsyncAnswer.Failure> failure = UsyncAnswer.failure(status.get());
        boolean hidden = status.get().hasAttr("code", "401")
                || failure.filter(found -> found.code() == 401).isPresent();
        if (hidden) {
            return new About.Hidden();
        }
        failure.filter(found -> found.code() != 404).ifPresent(found -> {
            throw new WhatsAppException.IqError(found.code(), found.text());
        });
        return new About.Known(
                failure.isPresent() ? "" : status.get().text().orElse(""),
                status.get().time("t"));
    }

    /// The name that WhatsApp vouches for; empty for people who are no business.
    public Optional<VerifiedName> verifiedName(Jid person) {
        Node protocol = Node.of("business").child(Node.of("verified_name")).build();
        return ask(
                        "business",
                        protocol,
                        Node.of("user").attr("jid", address(person)).build())
                .flatMap(business -> business.child("verified_name"))
                .flatMap(Node::bytes)
                .flatMap(VerifiedName::parse);
    }

    /// What a business says of itself; empty for people who are no business.
    public Optional<BusinessProfile> businessProfile(Jid person) {
        Node answer = link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "get")
                        .attr("xmlns", "w:biz")
                        .child(Node.of("business_profile")
                                .attr("v", 244)
                                .child(Node.of("profile").attr("jid", address(person)))),
                TIMEOUT);
        return answer.child("business_profile")
                .flatMap(found -> found.child("profile"))
                .filter(profile -> !profile.children().isEmpty())
                .map(BusinessProfile::parse);
    }

    /// Changes what the owner wrote about themselves.
    ///
    /// @param text may be empty; at most 139 characters, as in WhatsApp's own apps
    public void setAbout(String text) {
        if (text.codePointCount(0, text.length()) > LONGEST_ABOUT) {
            throw new IllegalArgumentException("an about of more than " + LONGEST_ABOUT + " characters");
        }
        link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "set")
                        .attr("xmlns", "status")
                        .child(Node.of("status").content(Bytes.utf8(text))),
                TIMEOUT);
    }

    /// Changes the account's picture.
    ///
    /// @param jpeg a square, 640 pixels wide in WhatsApp's own apps; at most 1 MiB
    /// @return its id, if WhatsApp tells
    public Optional<String> setPicture(Bytes jpeg) {
        if (jpeg.isEmpty() || jpeg.length() > LARGEST_PICTURE) {
            throw new IllegalArgumentException("a picture of " + jpeg.length() + " bytes");
        }
        return changePicture(Node.of("picture").attr("type", "image").content(jpeg))
                .child("picture")
                .flatMap(picture -> picture.attr("id"));
    }

    /// Takes the account's picture away.
    public void removePicture() {
        changePicture(Node.of("picture").attr("type", "image"));
    }

    private Node changePicture(Node.Builder picture) {
        return link.request(
                Node.of("iq")
                        .attr("to", Jid.SERVER)
                        .attr("type", "set")
                        .attr("xmlns", "w:profile:picture")
                        .child(picture),
                TIMEOUT);
    }

    /// Whom the account has blocked, as last told by WhatsApp.
    public List<Person> blocked() {
        return blocklist.people();
    }

    /// Blocks a person: they can neither write nor call, and see nothing of the account.
    public void block(Jid person) {
        blocklist.change(person, true);
    }

    public void unblock(Jid person) {
        blocklist.change(person, false);
    }

    /// What others may see of the account, as last told by WhatsApp.
    public PrivacySettings privacy() {
        return privacy.settings();
    }

    /// Changes one setting for all of the account's devices.
    ///
    /// @param value one that the setting has, as WhatsApp names it: `all`, `contacts`, `none`, …
    public void setPrivacy(PrivacySettings.Setting setting, String value) {
        privacy.set(setting, value);
    }

    /// One protocol about one user: its node in the answer.
    private Optional<Node> ask(String name, Node protocol, Node user) {
        UsyncAnswer answer = usync.ask("interactive", List.of(protocol), List.of(user));
        UsyncAnswer.Failure failure = answer.failures().get(name);
        if (failure != null) {
            throw new WhatsAppException.IqError(failure.code(), failure.text());
        }
        return answer.users().stream().findFirst().flatMap(found -> found.child(name));
    }

    private Jid address(Jid person) {
        return vault.transact(records -> records.addressOf(person));
    }

    /// Never for oneself: WhatsApp would not answer at all (media-history-appstate.md section 6.3).
    private Optional<Node> token(Jid person) {
        return vault.transact(records -> records.credentials()
                        .read()
                        .flatMap(credentials -> credentials.account())
                        .filter((Account account) -> account.owns(person))
                        .isPresent()
                ? Optional.<Node>empty()
                : privacyTokens.apply(records, person));
    }
}
