package dev.parley.simulator;

import dev.parley.simulator.media.MediaFaults;
import dev.parley.simulator.media.MediaStore;
import dev.parley.simulator.passkey.RelyingParty;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.wire.Node;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// WhatsApp's server side and phones, in this process. Make one with [#builder()], [#start()] it, and
/// [#close()] it. Thread-safe.
///
/// A client needs two things to talk to it: [#webSocketUrl()], and [#rootKey()] as the root of the
/// certificates that it trusts; for media also [#mediaCaPem()]. Media files are on disk while it runs, all
/// else is in memory.
public final class Simulator implements AutoCloseable {
    private final SimulatorServer server;

    private Simulator(SimulatorConfig config) {
        this.server = new SimulatorServer(config);
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Opens the port. To be called once.
    ///
    /// @throws ControlException when the port cannot be opened
    public Simulator start() {
        server.start();
        return this;
    }

    /// Cuts all connections and closes the port.
    @Override
    public void close() {
        server.close();
    }

    /// Where clients connect.
    public URI webSocketUrl() {
        return server.uri("ws", "/ws/chat");
    }

    /// Where the control API is.
    public URI controlUrl() {
        return server.uri("http", "/control");
    }

    /// The 32 bytes of the public key at the root of the server's certificates.
    public byte[] rootKey() {
        return server.rootKey();
    }

    /// Name and port of the media servers.
    public String mediaHost() {
        return server.media().hosts().getFirst();
    }

    /// The certificate that the chain of the media servers leads to, as PEM; made anew at every start.
    public String mediaCaPem() {
        return server.mediaAuthorityPem();
    }

    /// The files on the media servers.
    public MediaStore media() {
        return server.media().store();
    }

    /// What goes wrong with media.
    public MediaFaults mediaFaults() {
        return server.media().faults();
    }

    /// Names of the media server with its port, the preferred one first.
    public List<String> mediaHosts() {
        return server.media().hosts();
    }

    /// A permission to upload, as media_conn gives it.
    public String uploadAuth() {
        return server.media().auths().issue();
    }

    /// Makes clients ask for a new permission to upload.
    public void revokeUploadAuths() {
        server.media().auths().revokeAll();
    }

    /// Makes an account with a phone.
    ///
    /// @param phone the number in international form, with or without `+`
    /// @param name the push name
    /// @throws ControlException when the number cannot be one or is taken
    public SimulatedPhone createPhone(String phone, String name) {
        return server.phones().create(phone, name);
    }

    /// @throws ControlException when there is no phone of that number
    public SimulatedPhone phone(String phone) {
        return server.phones().get(phone);
    }

    /// All phones, by number.
    public List<SimulatedPhone> phones() {
        return server.phones().all();
    }

    /// Moves a phone to another number; its contacts are told.
    public void changeNumber(String phone, String newNumber) {
        server.phones().changeNumber(phone(phone), newNumber);
    }

    /// Whether status comes as a `<status>` stanza instead of a message, as WhatsApp does it for some.
    public void topLevelStatus(boolean useIt) {
        server.groups().topLevelStatus(useIt);
    }

    /// Queues any stanza for every companion of a phone, as if WhatsApp sent it: to see what a client makes of
    /// it.
    public void inject(String phone, Node stanza) {
        server.inject(phone, stanza);
    }

    /// Waits until so many stanzas of that phone's companions fit, of the latest ones.
    ///
    /// @throws ControlException when they do not pass in time
    public void awaitStanzas(String phone, Predicate<SeenStanza> condition, int count, Duration atMost) {
        server.awaitStanzas(phone, condition, count, atMost);
    }

    /// What accounts may not do.
    public Restrictions restrictions() {
        return server.restrictions();
    }

    public Faults faults() {
        return server.faults();
    }

    /// How many stanzas passed, of everybody's companions.
    public long stanzasPassed() {
        return server.stanzaLog().passed();
    }

    /// Waits until more than `seen` have passed; ends all the same after a time.
    public void awaitStanza(long seen, Duration atMost) {
        server.stanzaLog().awaitMore(seen, atMost);
    }

    /// The payloads of the handshakes of that phone's companions, oldest first, up to the log's limit.
    public List<ClientPayload> handshakes(String phone) {
        return server.handshakes(phone);
    }

    /// The latest stanzas of that phone's companions, in order.
    ///
    /// @throws ControlException when there is no phone of that number
    public List<SeenStanza> stanzas(String phone) {
        return server.stanzas(phone);
    }

    /// Collects the settings; what is not set has a default that fits most tests.
    public static final class Builder {
        private int port;
        private int mediaPort;
        private Clock clock = Clock.systemUTC();
        private SecureRandom random = new SecureRandom();
        private int minimumRevision;
        private Addressing addressing = Addressing.LID;
        private OfflineDelivery offlineDelivery = OfflineDelivery.PUSH;
        private boolean refreshQrAfterScan;
        private Duration firstRefLifetime = Duration.ofSeconds(60);
        private Duration refLifetime = Duration.ofSeconds(20);
        private Duration pairingTimeout = Duration.ofSeconds(60);
        private Duration silenceLimit = Duration.ofMinutes(2);
        private Duration unclearedLimit = Duration.ofMinutes(50);
        private int lowPreKeys = 5;
        private int queueLimit = 100_000;
        private int stanzaLogLimit = 1000;
        private Duration linkCodeLifetime = Duration.ofMinutes(3);
        private Duration passkeyLifetime = Duration.ofMinutes(10);
        private RelyingParty relyingParty = RelyingParty.WHATSAPP;

        private Builder() {}

        /// 0, the default, takes any free one.
        public Builder port(int newPort) {
            port = newPort;
            return this;
        }

        /// Of the media server; 0, the default, takes any free one.
        public Builder mediaPort(int newPort) {
            mediaPort = newPort;
            return this;
        }

        public Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        public Builder random(SecureRandom newRandom) {
            random = newRandom;
            return this;
        }

        /// The third number of the oldest web version that is let in.
        public Builder minimumRevision(int revision) {
            minimumRevision = revision;
            return this;
        }

        /// How new phones address direct chats.
        public Builder addressing(Addressing newAddressing) {
            addressing = newAddressing;
            return this;
        }

        public Builder offlineDelivery(OfflineDelivery mode) {
            offlineDelivery = mode;
            return this;
        }

        /// Whether companions are asked for a new secret before they are linked.
        public Builder refreshQrAfterScan(boolean refresh) {
            refreshQrAfterScan = refresh;
            return this;
        }

        /// How long the first of six refs is shown, and each of the others.
        public Builder refLifetimes(Duration first, Duration next) {
            firstRefLifetime = first;
            refLifetime = next;
            return this;
        }

        public Builder pairingTimeout(Duration timeout) {
            pairingTimeout = timeout;
            return this;
        }

        /// After how long without a stanza a client is dropped.
        public Builder silenceLimit(Duration limit) {
            silenceLimit = limit;
            return this;
        }

        /// After how long an uncleared stanza ends the stream.
        public Builder unclearedLimit(Duration limit) {
            unclearedLimit = limit;
            return this;
        }

        /// A device is told when it has fewer one-time pre-keys left.
        public Builder lowPreKeys(int count) {
            lowPreKeys = count;
            return this;
        }

        /// How many stanzas are kept for one device.
        public Builder queueLimit(int limit) {
            queueLimit = limit;
            return this;
        }

        /// How many stanzas are kept for the log of one phone.
        public Builder stanzaLogLimit(int limit) {
            stanzaLogLimit = limit;
            return this;
        }

        /// How long after a companion got a pairing code it can be typed.
        public Builder linkCodeLifetime(Duration lifetime) {
            linkCodeLifetime = lifetime;
            return this;
        }

        /// How long after it was asked for a passkey may be used.
        public Builder passkeyLifetime(Duration lifetime) {
            passkeyLifetime = lifetime;
            return this;
        }

        /// For whom accounts' passkeys are made: another than WhatsApp, so that a browser can use them on a
        /// page of its own.
        public Builder relyingParty(RelyingParty party) {
            relyingParty = party;
            return this;
        }

        public Simulator build() {
            return new Simulator(config());
        }

        SimulatorConfig config() {
            return new SimulatorConfig(
                    port,
                    mediaPort,
                    clock,
                    random,
                    minimumRevision,
                    addressing,
                    offlineDelivery,
                    refreshQrAfterScan,
                    firstRefLifetime,
                    refLifetime,
                    pairingTimeout,
                    silenceLimit,
                    unclearedLimit,
                    lowPreKeys,
                    queueLimit,
                    stanzaLogLimit,
                    linkCodeLifetime,
                    passkeyLifetime,
                    relyingParty);
        }
    }
}
