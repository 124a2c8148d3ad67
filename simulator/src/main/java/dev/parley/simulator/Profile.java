package dev.parley.simulator;

import dev.parley.whatsapp.wire.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What an account shows of itself, and to whom. Guarded by the directory's lock.
final class Profile {
    /// Every setting with the values it has (protocol notes, media-history-appstate 6.8); a new account's is the
    /// first.
    private static final Map<String, List<String>> SETTINGS = Map.of(
            "last", List.of("all", "contacts", "contact_blacklist", "none"),
            "online", List.of("all", "match_last_seen"),
            "profile", List.of("all", "contacts", "contact_blacklist", "none"),
            "status", List.of("all", "contacts", "contact_blacklist", "none"),
            "readreceipts", List.of("all", "none"),
            "groupadd", List.of("all", "contacts", "contact_blacklist", "none"),
            "calladd", List.of("all", "known", "contacts"),
            "messages", List.of("all", "contacts"),
            "defense", List.of("off", "on_standard"));

    private final TreeMap<String, String> privacy = new TreeMap<>();
    private String pushName;
    private String about = "";
    private long aboutSince;
    private Optional<Picture> picture = Optional.empty();
    private Optional<Business> business = Optional.empty();
    private Timer timer = new Timer(0, 0);

    Profile(String pushName) {
        this.pushName = pushName;
        SETTINGS.forEach((name, values) -> privacy.put(name, values.getFirst()));
    }

    /// @param id Unix seconds, as WhatsApp numbers them
    record Picture(long id, Bytes jpeg) {}

    /// @param certificate an encoded VerifiedNameCertificate
    record Business(Bytes certificate, BusinessCard card) {}

    /// After how many seconds messages disappear by default, and since when in Unix seconds.
    record Timer(long seconds, long since) {}

    String pushName() {
        return pushName;
    }

    void rename(String name) {
        pushName = name;
    }

    String about() {
        return about;
    }

    /// Unix seconds; 0 when nothing was ever written.
    long aboutSince() {
        return aboutSince;
    }

    void about(String text, long since) {
        about = text;
        aboutSince = since;
    }

    Optional<Picture> picture() {
        return picture;
    }

    void picture(Optional<Picture> latest) {
        picture = latest;
    }

    Optional<Business> business() {
        return business;
    }

    void business(Optional<Business> latest) {
        business = latest;
    }

    Timer timer() {
        return timer;
    }

    void timer(Timer latest) {
        timer = latest;
    }

    /// A live view, by name.
    Map<String, String> privacy() {
        return privacy;
    }

    /// @throws Refusal when there is no such setting, or it has no such value
    void privacy(String name, String value) {
        if (!SETTINGS.getOrDefault(name, List.of()).contains(value)) {
            throw Refusal.badRequest();
        }
        privacy.put(name, value);
    }

    boolean isEverybody(String setting) {
        return "all".equals(privacy.get(setting));
    }

    boolean isNobody(String setting) {
        return "none".equals(privacy.get(setting));
    }
}
