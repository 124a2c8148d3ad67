package dev.parley.whatsapp.wire;

import java.util.Optional;
import java.util.OptionalInt;

/// An address on WhatsApp's network: `user@server`, `user:device@server`, or just a server.
///
/// Every person has two users: a phone number on [#PN_SERVER] and an opaque "linked identity" on [#LID_SERVER];
/// both carry the same device numbers. Device 0 is the primary (the phone), companions are 1 to 255 on the wire.
///
/// @param user empty for a server's own address
/// @param device 0 to 65535; above 255 only on the servers that carry it in two bytes
/// @param integrator the third-party network, only on [#INTEROP_SERVER], else 0
/// @param server any text: unknown servers are kept as they came
public record Jid(String user, int device, int integrator, String server) {
    public static final String PN_SERVER = "s.whatsapp.net";
    public static final String LID_SERVER = "lid";
    public static final String GROUP_SERVER = "g.us";
    public static final String BROADCAST_SERVER = "broadcast";
    public static final String NEWSLETTER_SERVER = "newsletter";
    public static final String HOSTED_SERVER = "hosted";
    public static final String HOSTED_LID_SERVER = "hosted.lid";
    public static final String LEGACY_SERVER = "c.us";
    public static final String BOT_SERVER = "bot";
    public static final String MESSENGER_SERVER = "msgr";
    public static final String INTEROP_SERVER = "interop";

    /// WhatsApp's server itself, the `from` and `to` of most iqs.
    public static final Jid SERVER = new Jid("", 0, 0, PN_SERVER);

    public static final Jid STATUS_BROADCAST = new Jid("status", 0, 0, BROADCAST_SERVER);

    public Jid {
        if (device < 0 || device > 0xFFFF || integrator < 0 || integrator > 0xFFFF) {
            throw new IllegalArgumentException("device " + device + " or integrator " + integrator + " out of range");
        }
        if (server.isEmpty()) {
            throw new IllegalArgumentException("a JID needs a server");
        }
    }

    public static Jid of(String user, String server) {
        return new Jid(user, 0, 0, server);
    }

    /// A person by phone number: the digits of the international form, without `+`.
    public static Jid pn(String digits) {
        return new Jid(digits, 0, 0, PN_SERVER);
    }

    public static Jid lid(String user) {
        return new Jid(user, 0, 0, LID_SERVER);
    }

    /// Reads the text form; `c.us` becomes `s.whatsapp.net`. Empty when `text` is no JID.
    public static Optional<Jid> parse(String text) {
        int at = text.lastIndexOf('@');
        String server = at < 0 ? text : text.substring(at + 1);
        String left = at < 0 ? "" : text.substring(0, at);
        if (server.isEmpty() || (at < 0 && !server.contains(".")) || left.contains("@")) {
            return Optional.empty();
        }
        String canonicalServer = server.equals(LEGACY_SERVER) ? PN_SERVER : server;
        int colon = left.lastIndexOf(':');
        if (colon < 0) {
            return Optional.of(new Jid(left, 0, 0, canonicalServer));
        }
        OptionalInt device = parseDevice(left.substring(colon + 1));
        return colon > 0 && device.isPresent()
                ? Optional.of(new Jid(left.substring(0, colon), device.getAsInt(), 0, canonicalServer))
                : Optional.empty();
    }

    private static OptionalInt parseDevice(String digits) {
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= 5
                && digits.chars().allMatch(character -> character >= '0' && character <= '9');
        int device = isNumber ? Integer.parseInt(digits) : -1;
        return device >= 0 && device <= 0xFFFF ? OptionalInt.of(device) : OptionalInt.empty();
    }

    public Jid withDevice(int newDevice) {
        return newDevice == device ? this : new Jid(user, newDevice, integrator, server);
    }

    /// The person or chat behind a device.
    public Jid bare() {
        return withDevice(0);
    }

    /// The same device on the server of people, for a business's device that WhatsApp hosts; anything else as it is.
    public Jid unhosted() {
        return switch (server) {
            case HOSTED_SERVER -> new Jid(user, device, integrator, PN_SERVER);
            case HOSTED_LID_SERVER -> new Jid(user, device, integrator, LID_SERVER);
            default -> this;
        };
    }

    public boolean isPn() {
        return server.equals(PN_SERVER) && !user.isEmpty();
    }

    public boolean isLid() {
        return server.equals(LID_SERVER);
    }

    /// Whether this is a person or one of a person's devices, by phone number or by LID.
    public boolean isPerson() {
        return isPn() || isLid();
    }

    public boolean isGroup() {
        return server.equals(GROUP_SERVER);
    }

    public boolean isServer() {
        return user.isEmpty();
    }

    /// The text form, with the device only when it is not the primary.
    @Override
    public String toString() {
        if (user.isEmpty()) {
            return server;
        }
        return device == 0 ? user + "@" + server : user + ":" + device + "@" + server;
    }
}
