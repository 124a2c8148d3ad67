package dev.parley.whatsapp.wire;

/// JIDs on the wire. A JID that its form cannot hold is refused rather than cut.
final class WireJids {
    private WireJids() {}

    static boolean isJid(int tag) {
        return switch (tag) {
            case Tags.JID_PAIR, Tags.AD_JID, Tags.FB_JID, Tags.INTEROP_JID -> true;
            default -> false;
        };
    }

    static void write(Jid jid, ByteSink out) {
        int form = formOf(jid);
        out.put(form);
        switch (form) {
            case Tags.AD_JID -> writeDevice(jid, out);
            case Tags.FB_JID -> writeMessenger(jid, out);
            case Tags.INTEROP_JID -> writeInterop(jid, out);
            default -> writePair(jid, out);
        }
    }

    /// Reads the JID that starts with `tag`, which has been read.
    static Jid read(int tag, ByteSource in) {
        return switch (tag) {
            case Tags.AD_JID -> readDevice(in);
            case Tags.FB_JID -> readMessenger(in);
            case Tags.INTEROP_JID -> readInterop(in);
            default -> readPair(in);
        };
    }

    private static int formOf(Jid jid) {
        if (jid.isServer()) {
            return Tags.JID_PAIR;
        }
        return switch (jid.server()) {
            case Jid.MESSENGER_SERVER -> Tags.FB_JID;
            case Jid.INTEROP_SERVER -> Tags.INTEROP_JID;
            case Jid.PN_SERVER, Jid.LID_SERVER -> jid.device() > 0 ? Tags.AD_JID : Tags.JID_PAIR;
            // Device 0 too, as whatsmeow; Baileys and whatsapp-rust write a pair then.
            case Jid.HOSTED_SERVER, Jid.HOSTED_LID_SERVER -> Tags.AD_JID;
            default -> Tags.JID_PAIR;
        };
    }

    private static void writePair(Jid jid, ByteSink out) {
        requireUpTo(0, jid.device(), "device", out);
        requireUpTo(0, jid.integrator(), "integrator", out);
        if (jid.isServer()) {
            out.put(Tags.LIST_EMPTY);
        } else {
            WireStrings.write(jid.user(), out);
        }
        WireStrings.write(jid.server(), out);
    }

    private static void writeDevice(Jid jid, ByteSink out) {
        requireUpTo(0xFF, jid.device(), "device", out);
        requireUpTo(0, jid.integrator(), "integrator", out);
        out.put(domainOf(jid.server()));
        out.put(jid.device());
        WireStrings.write(jid.user(), out);
    }

    private static void writeMessenger(Jid jid, ByteSink out) {
        requireUpTo(0, jid.integrator(), "integrator", out);
        WireStrings.write(jid.user(), out);
        out.put16(jid.device());
        WireStrings.write(jid.server(), out);
    }

    private static void writeInterop(Jid jid, ByteSink out) {
        WireStrings.write(jid.user(), out);
        out.put16(jid.device());
        out.put16(jid.integrator());
        WireStrings.write(jid.server(), out);
    }

    private static void requireUpTo(int limit, int value, String what, ByteSink out) {
        if (value > limit) {
            throw out.failure("a JID of this server cannot hold " + what + " " + value);
        }
    }

    private static Jid readPair(ByteSource in) {
        int tag = in.u8();
        String user = tag == Tags.LIST_EMPTY ? "" : WireStrings.read(tag, in);
        String server = WireStrings.read(in.u8(), in);
        if (server.isEmpty()) {
            throw in.failure("a JID without a server");
        }
        return new Jid(user, 0, 0, server);
    }

    private static Jid readDevice(ByteSource in) {
        String server = serverOf(in.u8());
        int device = in.u8();
        return new Jid(readUser(in), device, 0, server);
    }

    private static Jid readMessenger(ByteSource in) {
        String user = readUser(in);
        int device = in.u16();
        return new Jid(user, device, 0, readServer(Jid.MESSENGER_SERVER, in));
    }

    private static Jid readInterop(ByteSource in) {
        String user = readUser(in);
        int device = in.u16();
        int integrator = in.u16();
        return new Jid(user, device, integrator, readServer(Jid.INTEROP_SERVER, in));
    }

    private static String readUser(ByteSource in) {
        String user = WireStrings.read(in.u8(), in);
        if (user.isEmpty()) {
            throw in.failure("a device without a user");
        }
        return user;
    }

    private static String readServer(String only, ByteSource in) {
        if (!WireStrings.read(in.u8(), in).equals(only)) {
            throw in.failure("a JID in the form of " + only + " on another server");
        }
        return only;
    }

    private static int domainOf(String server) {
        return switch (server) {
            case Jid.LID_SERVER -> 1;
            case Jid.HOSTED_SERVER -> 128;
            case Jid.HOSTED_LID_SERVER -> 129;
            default -> 0;
        };
    }

    /// Unknown domains are phone numbers, as whatsmeow and Baileys read them.
    private static String serverOf(int domain) {
        return switch (domain) {
            case 1 -> Jid.LID_SERVER;
            case 128 -> Jid.HOSTED_SERVER;
            case 129 -> Jid.HOSTED_LID_SERVER;
            default -> Jid.PN_SERVER;
        };
    }
}
