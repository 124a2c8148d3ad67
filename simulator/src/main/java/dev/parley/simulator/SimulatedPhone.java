package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.simulator.history.History;
import dev.parley.simulator.media.ExternalFiles;
import dev.parley.simulator.media.Gallery;
import dev.parley.simulator.media.MediaDraft;
import dev.parley.simulator.media.PhoneFile;
import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.crypto.Sha256;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.EncReactionMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.PollEncValue;
import dev.parley.whatsapp.proto.PollUpdateMessage;
import dev.parley.whatsapp.proto.PollVoteMessage;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.ReactionMessage;
import dev.parley.whatsapp.proto.SecretEncryptedMessage;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An account's primary device: it scans QR codes, really encrypts and decrypts, sends receipts and answers
/// retries. Thread-safe. Its ratchets have one lock, which is taken before the server's.
public final class SimulatedPhone {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatedPhone.class);
    /// Phones upload far more; every key costs time when a thousand phones are made.
    private static final int PRE_KEYS = 30;
    /// `SecretEncryptedMessage`'s number for an edit.
    private static final int SECRET_EDIT = 2;
    private static final Duration SCAN_SLACK = Duration.ofSeconds(5);

    private final ReentrantLock ratchets = new ReentrantLock();
    private final Account account;
    private final PhoneLine line;
    private final PhoneCipher cipher;
    private final PhoneOutgoing outgoing;
    private final PhoneIncoming incoming;
    private final PhoneGroups groups;
    private final PhoneRetries retries;
    private final HistoryOffers historyOffers;
    private final PhoneCompanions companions;
    private final PhoneMedia media;
    private final PhoneAppState appState;
    private final PhoneChatNames chats;
    private final PhoneLog log = new PhoneLog();
    private final PhoneLinking linking;
    private final PhoneLinkCodes linkCodes;
    private final PhonePasskey passkey;
    private final SimulatorConfig config;
    private final Executor executor;
    private volatile Addressing addressing;
    private volatile boolean refreshQrAfterScan;

    SimulatedPhone(
            PhoneLine line, PhoneCipher cipher, PhoneLinking linking, SimulatorConfig config, Executor executor) {
        this.account = line.account();
        this.line = line;
        this.cipher = cipher;
        this.linking = linking;
        this.linkCodes = new PhoneLinkCodes(account, cipher::identityKeys, linking, config.random());
        this.passkey = new PhonePasskey(account, linking, config);
        this.config = config;
        this.executor = executor;
        this.outgoing = new PhoneOutgoing(line, cipher, log, config.random());
        this.chats = new PhoneChatNames(line, () -> addressing);
        this.appState = new PhoneAppState(ratchets, line, outgoing, chats, config);
        this.media = new PhoneMedia(
                line,
                new Gallery(line.media().store(), line.media().folder(), config.random(), config.clock()),
                new ServerClock(config.clock()),
                config.random(),
                executor);
        this.historyOffers =
                new HistoryOffers(line, outgoing, new ExternalFiles(line.media().store(), config.random()));
        this.companions = new PhoneCompanions(
                line, List.of(appState, media, new PlaceholderResend(log, outgoing), historyOffers));
        this.retries = new PhoneRetries(line, cipher);
        this.groups = new PhoneGroups(line, cipher, log, retries, config.random());
        this.incoming = new PhoneIncoming(line, cipher, log, retries, companions);
        this.addressing = config.addressing();
        this.refreshQrAfterScan = config.refreshQrAfterScan();
    }

    /// The digits of the number in international form, without `+`.
    public String phone() {
        return account.phone();
    }

    public String name() {
        return account.pushName();
    }

    public Jid lid() {
        return account.lid();
    }

    /// The numbers of the linked companions.
    public List<Integer> companions() {
        return linking.companions(account);
    }

    /// What this phone offers as history to companions that are linked from now on, and answers requests for
    /// older messages from. A phone remembers nothing until it is told to: what it sends and receives is not
    /// added.
    public void remember(History history) {
        locked(() -> historyOffers.remember(history));
    }

    /// Whether what follows the first part of a history lies on the media servers from now on, as real
    /// phones do it, or comes in the messages that announce it, for clients that cannot reach these servers;
    /// at first the latter.
    public void offerHistoryAsFiles(boolean asFiles) {
        locked(() -> historyOffers.asFiles(asFiles));
    }

    public History history() {
        ratchets.lock();
        try {
            return historyOffers.history();
        } finally {
            ratchets.unlock();
        }
    }

    /// How this phone addresses direct chats from now on.
    public void useAddressing(Addressing latest) {
        addressing = latest;
    }

    /// Whether companions that this phone scans are asked for a new secret first.
    public void refreshQrAfterScan(boolean refresh) {
        refreshQrAfterScan = refresh;
    }

    /// Scans the text of a QR code and waits until the companion has answered.
    ///
    /// @throws ControlException when text, socket and phone do not fit, or the companion refuses or stays
    ///     silent
    public ScanResult scan(String qr) {
        QrCode code = QrCode.parse(qr);
        return await(linking.scan(account, code, refreshQrAfterScan, addressing == Addressing.LID));
    }

    /// Types the pairing code that a companion shows, after the server's notification of it, and waits until
    /// the companion has answered.
    ///
    /// @param code with or without its dash
    /// @throws ControlException when that is no code, it is another companion's or has expired, or the
    ///     companion refuses or stays silent
    public ScanResult enterCode(String code) {
        return await(linkCodes.enter(code, addressing == Addressing.LID));
    }

    /// Lets the server ask companions that show a pairing code for this phone for another one.
    public void refreshLinkCode() {
        linking.refreshCode(account);
    }

    /// Whether the server refuses pairing codes for this number from now on.
    ///
    /// @param code the error, like 429; empty ends it
    public void refuseLinkCodes(Optional<Integer> code) {
        linking.refuseCodes(account, code);
    }

    /// Linking with a passkey.
    public PhonePasskey passkey() {
        return passkey;
    }

    private ScanResult await(CompletableFuture<ScanResult> outcome) {
        Duration atMost = config.pairingTimeout().plus(SCAN_SLACK);
        try {
            return outcome.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ControlException cause ? cause : new IllegalStateException(e);
        } catch (TimeoutException _) {
            throw ControlException.timeout("The companion did not answer within " + atMost);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ControlException.timeout("Interrupted while linking");
        }
    }

    /// Removes a companion.
    ///
    /// @throws ControlException when there is none of that number
    public void unlink(int device) {
        linking.unlink(account, device);
    }

    /// Sets the phone up anew, from a backup: it keeps its messages, gets a new identity and new keys, and
    /// loses its companions. Everyone it has talked to is told.
    public void reinstall() {
        ratchets.lock();
        try {
            KeyPair identity = KeyPair.generate(config.random());
            cipher.startAnew(identity);
            linking.registerAnew(line, new AdvSigner(identity, config.random().nextInt(), config.random()), cipher);
            uploadPreKeys();
        } finally {
            ratchets.unlock();
        }
    }

    /// Sends a text to a phone number (with or without `+`) or JID, and returns the message's id.
    ///
    /// @throws ControlException when nobody has that number or the server refuses the message
    public String send(String to, String text) {
        return send(to, Message.newBuilder().setConversation(text).build());
    }

    /// Sends a message of any kind. Files it names must be on the media server already.
    ///
    /// @throws ControlException when nobody has that number or the server refuses the message
    public String send(String to, Message message) {
        return sending(to, chat -> outgoing.send(chat, addressing, message));
    }

    /// Sends a message to the recipient's phone alone; their companions only learn that there is one.
    ///
    /// @param type what they are told about it, such as `view_once`; may be empty
    public String sendWithheld(String to, Message message, String type) {
        return sending(to, chat -> outgoing.sendWithheld(chat, addressing, message, type));
    }

    /// Sends a control message to every companion.
    public void sendToCompanions(ProtocolMessage content) {
        ratchets.lock();
        try {
            line.readyCompanions().forEach(companion -> outgoing.sendToCompanion(companion, content));
        } finally {
            ratchets.unlock();
        }
    }

    /// Answers a message with a text.
    ///
    /// @throws ControlException when this phone has no such message; also of the methods below
    public String reply(String messageId, String text) {
        PhoneMessage quoted = message(messageId);
        return send(
                quoted.chat(),
                Message.newBuilder()
                        .setExtendedTextMessage(ExtendedTextMessage.newBuilder()
                                .setText(text)
                                .setContextInfo(ContextInfo.newBuilder()
                                        .setStanzaId(messageId)
                                        .setParticipant(name(quoted.sender()).toString())
                                        .setQuotedMessage(
                                                quoted.content().toBuilder().clearMessageContextInfo())))
                        .build());
    }

    /// @param emoji empty to take the reaction back
    public String react(String messageId, String emoji) {
        PhoneMessage target = message(messageId);
        return send(
                target.chat(),
                Message.newBuilder()
                        .setReactionMessage(ReactionMessage.newBuilder()
                                .setKey(key(target))
                                .setText(emoji)
                                .setSenderTimestampMs(config.clock().millis()))
                        .build());
    }

    /// Replaces the text of an own message.
    public String edit(String messageId, String text) {
        PhoneMessage target = message(messageId);
        return sendProtocol(
                target,
                ProtocolMessage.newBuilder()
                        .setKey(key(target))
                        .setType(ProtocolMessage.Type.MESSAGE_EDIT)
                        .setEditedMessage(Message.newBuilder().setConversation(text))
                        .setTimestampMs(config.clock().millis()));
    }

    /// Deletes an own message for everyone.
    public String delete(String messageId) {
        PhoneMessage target = message(messageId);
        return sendProtocol(
                target, ProtocolMessage.newBuilder().setKey(key(target)).setType(ProtocolMessage.Type.REVOKE));
    }

    /// Votes in a poll; no options withdraw the vote.
    public String vote(String messageId, List<String> options) {
        PhoneMessage poll = message(messageId);
        PollVoteMessage.Builder vote = PollVoteMessage.newBuilder();
        options.forEach(option ->
                vote.addSelectedOptions(ByteString.copyFrom(Sha256.of(option.getBytes(StandardCharsets.UTF_8)))));
        AddOnCipher.Sealed sealed = addTo(poll).seal(AddOnCipher.Use.POLL_VOTE, vote.build());
        return send(
                poll.chat(),
                Message.newBuilder()
                        .setPollUpdateMessage(PollUpdateMessage.newBuilder()
                                .setPollCreationMessageKey(key(poll))
                                .setSenderTimestampMs(config.clock().millis())
                                .setVote(PollEncValue.newBuilder()
                                        .setEncIv(sealed.iv())
                                        .setEncPayload(sealed.payload())))
                        .build());
    }

    /// As [#react], under the message's secret: for those who wrote it in a group that hides them, but read
    /// anywhere.
    public String reactSecretly(String messageId, String emoji) {
        PhoneMessage target = message(messageId);
        AddOnCipher.Sealed sealed = addTo(target)
                .seal(
                        AddOnCipher.Use.REACTION,
                        ReactionMessage.newBuilder()
                                .setText(emoji)
                                .setSenderTimestampMs(config.clock().millis())
                                .build());
        return send(
                target.chat(),
                Message.newBuilder()
                        .setEncReactionMessage(EncReactionMessage.newBuilder()
                                .setTargetMessageKey(key(target))
                                .setEncIv(sealed.iv())
                                .setEncPayload(sealed.payload()))
                        .build());
    }

    /// As [#edit], under the message's secret.
    public String editSecretly(String messageId, String text) {
        PhoneMessage target = message(messageId);
        AddOnCipher.Sealed sealed = addTo(target)
                .seal(
                        AddOnCipher.Use.MESSAGE_EDIT,
                        Message.newBuilder()
                                .setProtocolMessage(ProtocolMessage.newBuilder()
                                        .setKey(key(target))
                                        .setType(ProtocolMessage.Type.MESSAGE_EDIT)
                                        .setEditedMessage(Message.newBuilder().setConversation(text))
                                        .setTimestampMs(config.clock().millis()))
                                .build());
        return send(
                target.chat(),
                Message.newBuilder()
                        .setSecretEncryptedMessage(SecretEncryptedMessage.newBuilder()
                                .setTargetMessageKey(key(target))
                                .setSecretEncType(SECRET_EDIT)
                                .setEncIv(sealed.iv())
                                .setEncPayload(sealed.payload()))
                        .build());
    }

    private AddOnCipher addTo(PhoneMessage target) {
        return new AddOnCipher(
                target.content().getMessageContextInfo().getMessageSecret(),
                target.id(),
                name(target.sender()),
                name(phone()),
                config.random());
    }

    private String sendProtocol(PhoneMessage target, ProtocolMessage.Builder message) {
        return send(
                target.chat(), Message.newBuilder().setProtocolMessage(message).build());
    }

    private String sending(String to, Function<Account, String> send) {
        Account chat = chats.account(to);
        ratchets.lock();
        try {
            return send.apply(chat);
        } finally {
            ratchets.unlock();
        }
    }

    /// Encrypts a file, uploads it and sends it, and returns the message's id.
    ///
    /// @param to a phone number (with or without `+`) or JID
    /// @param content read to its end
    /// @throws ControlException when nobody has that number, the content cannot be read, or the server refuses
    ///     the message
    public String sendFile(String to, MediaDraft draft, InputStream content) {
        Account chat = chats.account(to);
        Gallery.Draft uploaded = upload(draft, content);
        ratchets.lock();
        try {
            String id = outgoing.send(chat, addressing, uploaded.message());
            media.gallery().sent(id, uploaded);
            return id;
        } finally {
            ratchets.unlock();
        }
    }

    private Gallery.Draft upload(MediaDraft draft, InputStream content) {
        String host = line.media().hosts().stream()
                .findFirst()
                .orElseThrow(() -> ControlException.conflict("The media servers are not running"));
        try {
            return media.gallery().upload(draft, content, host);
        } catch (IOException _) {
            throw ControlException.invalid("The file cannot be read");
        }
    }

    /// Waits for the file of a message that this phone sent or received; it may have a problem.
    ///
    /// @throws ControlException when it does not come in time
    public PhoneFile awaitFile(String messageId, Duration atMost) {
        try {
            return media.gallery()
                    .await(messageId, atMost)
                    .orElseThrow(() -> ControlException.timeout("No file of that message within " + atMost));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ControlException.timeout("Interrupted while waiting");
        }
    }

    /// The file of a message, if there is one.
    public Optional<PhoneFile> file(String messageId) {
        return media.gallery().file(messageId);
    }

    /// The content of the file of a message, if this phone has it; not to be changed.
    public Optional<Path> fileContent(String messageId) {
        return media.gallery().content(messageId);
    }

    /// Deletes a file from the phone; its message stays.
    public void deleteFile(String messageId) {
        media.gallery().delete(messageId);
    }

    /// What this phone does from now on when a companion asks it to upload a file again.
    public void answerMediaRetries(MediaRetryAnswer answer) {
        media.answer(answer);
    }

    private PhoneMessage message(String id) {
        return log.find(id).orElseThrow(() -> ControlException.unknown("The phone has no message of that id"));
    }

    /// From this phone's viewpoint.
    private MessageKey key(PhoneMessage target) {
        return MessageKey.newBuilder()
                .setRemoteJid(name(target.chat()).toString())
                .setFromMe(target.sender().equals(phone()))
                .setId(target.id())
                .build();
    }

    /// An account as this phone addresses it.
    private Jid name(String phone) {
        return line.account(Jid.pn(phone)).orElseThrow().on(addressing.server());
    }

    /// What the owner does with chats, contacts and settings.
    public PhoneAppState appState() {
        return appState;
    }

    /// Tells the author that this phone's owner has read a message.
    ///
    /// @throws ControlException when the phone has no such message from someone else
    public void read(String messageId) {
        PhoneMessage message = messages().stream()
                .filter(candidate -> candidate.id().equals(messageId) && !candidate.fromMe())
                .findFirst()
                .orElseThrow(() -> ControlException.unknown("The phone has not received a message of that id"));
        Account author = line.account(Jid.pn(message.chat())).orElseThrow();
        line.send(Node.of("receipt")
                .attr("id", messageId)
                .attr("to", author.on(addressing.server()))
                .attr("type", "read")
                .attr("t", config.clock().instant().getEpochSecond())
                .build());
    }

    /// What the owner shows of themselves.
    public PhoneProfile profile() {
        return line.profile();
    }

    /// To be called by [Phones] alone, which finds phones by their number.
    void changeNumber(String digits) {
        line.changeNumber(digits);
    }

    /// Makes a group of this phone's owner and others, and returns its JID.
    public Jid createGroup(String subject, SimulatedPhone... others) {
        return line.createGroup(
                subject, Stream.of(others).map(other -> other.account).toList());
    }

    /// Sends a text to a group, as status (`status@broadcast`), and returns the message's id.
    ///
    /// @throws ControlException when the server refuses it
    public String sendToMany(Jid to, String text) {
        ratchets.lock();
        try {
            return groups.send(to, line.readers(to), text);
        } finally {
            ratchets.unlock();
        }
    }

    /// Posts a status, which the owner's contacts see for a day.
    public String postStatus(String text) {
        return sendToMany(Jid.STATUS_BROADCAST, text);
    }

    /// Sends a text to several people at once, each of whom sees it in their chat with this phone's owner.
    public String sendToList(String text, SimulatedPhone... others) {
        Jid list = Jid.of(Long.toString(config.clock().instant().getEpochSecond()), Jid.BROADCAST_SERVER);
        ratchets.lock();
        try {
            return groups.send(
                    list,
                    Stream.of(others)
                            .flatMap(other -> line.targets(other.account).stream())
                            .distinct()
                            .toList(),
                    text);
        } finally {
            ratchets.unlock();
        }
    }

    /// From now on everybody counts as having this phone's key for that group, though nobody got it: they
    /// have to ask.
    public void withholdSenderKey(Jid to) {
        ratchets.lock();
        try {
            groups.pretendAllHaveKey(to, line.readers(to));
        } finally {
            ratchets.unlock();
        }
    }

    /// A channel that the owner follows posts a text. Returns its id.
    public String receiveChannelPost(String text) {
        return line.channelPost(text);
    }

    /// Calls another phone's owner: all their devices ring.
    public SimulatedCall call(SimulatedPhone other, boolean video) {
        byte[] id = new byte[16];
        config.random().nextBytes(id);
        return line.call(other.account, HexFormat.of().withUpperCase().formatHex(id), video);
    }

    /// Opens or leaves the app: others see the owner come and go.
    public void available(boolean available) {
        line.send(Node.of("presence")
                .attr("type", available ? "available" : "unavailable")
                .attr("name", name())
                .build());
    }

    /// Follows another's presence.
    public void follow(String to) {
        line.send(Node.of("presence")
                .attr("type", "subscribe")
                .attr("to", account(to).on(addressing.server()))
                .build());
    }

    /// Shows in the other's chat that the owner does something there.
    ///
    /// @param doing `composing`, `recording` or `paused`
    public void typing(String to, String doing) {
        Node.Builder state =
                switch (doing) {
                    case "composing", "paused" -> Node.of(doing);
                    case "recording" -> Node.of("composing").attr("media", "audio");
                    default -> throw ControlException.invalid("'doing' is composing, recording or paused");
                };
        line.send(Node.of("chatstate")
                .attr("to", account(to).on(addressing.server()))
                .child(state)
                .build());
    }

    private Account account(String to) {
        return chats.account(to);
    }

    private void seen(Node stanza) {
        stanza.jid("from")
                .flatMap(line::account)
                .ifPresent(account -> log.add(new PhoneSighting(
                        account.phone(),
                        stanza.tag().equals("presence")
                                ? (stanza.hasAttr("type", "unavailable") ? "unavailable" : "available")
                                : stanza.children().stream()
                                        .findFirst()
                                        .map(doing -> doing.hasAttr("media", "audio") ? "recording" : doing.tag())
                                        .orElse(""))));
    }

    /// Who came, went, typed, recorded or stopped, oldest first.
    public List<PhoneSighting> sightings() {
        return log.sightings();
    }

    /// Waits for a sighting that comes or has come.
    ///
    /// @throws ControlException when none came in time
    public PhoneSighting awaitSighting(Predicate<PhoneSighting> condition, Duration atMost) {
        return log.awaitSighting(condition, atMost);
    }

    /// The latest messages that this phone received and decrypted, also from its own companions; oldest first.
    public List<PhoneMessage> messages() {
        return log.messages();
    }

    /// The latest messages that this phone itself sent, as they look now; oldest first.
    public List<PhoneMessage> sent() {
        return log.sent();
    }

    /// Waits until a message that this phone itself sent looks like that: read it for reactions, edits,
    /// deletions.
    ///
    /// @throws ControlException when none did in time
    public PhoneMessage awaitSent(Predicate<PhoneMessage> condition, Duration atMost) {
        return log.awaitSent(condition, atMost);
    }

    /// The latest receipts that this phone got, oldest first.
    public List<PhoneReceipt> receipts() {
        return log.receipts();
    }

    /// The ids of messages that this phone could not decrypt and asked for again, the latest of them.
    public Set<String> askedAgain() {
        ratchets.lock();
        try {
            return retries.ids();
        } finally {
            ratchets.unlock();
        }
    }

    /// Waits for a message that arrives or has arrived.
    ///
    /// @throws ControlException when none came in time
    public PhoneMessage awaitMessage(Predicate<PhoneMessage> condition, Duration atMost) {
        return log.awaitMessage(condition, atMost);
    }

    /// Waits for a message that shows nothing itself: a reaction, an edit, a deletion, as it came.
    ///
    /// @throws ControlException when none came in time
    public PhoneMessage awaitChange(Predicate<PhoneMessage> condition, Duration atMost) {
        return log.awaitChange(condition, atMost);
    }

    /// Waits for a message with exactly that text.
    public PhoneMessage awaitText(String text, Duration atMost) {
        return awaitMessage(message -> message.text().equals(text), atMost);
    }

    /// Waits for a receipt that arrives or has arrived.
    ///
    /// @throws ControlException when none came in time
    public PhoneReceipt awaitReceipt(Predicate<PhoneReceipt> condition, Duration atMost) {
        return log.awaitReceipt(condition, atMost);
    }

    /// Loses the network: what is sent to this phone waits at the server.
    public void goOffline() {
        line.disconnect();
    }

    /// Finds the network again and receives what waited. The first call also uploads keys.
    public void goOnline() {
        line.connect(new Inbox());
        locked(companions::online);
    }

    /// Makes the keys of a new phone known and connects it.
    void start() {
        uploadPreKeys();
        appState.start();
        line.whenCompanionIsActive(() -> executor.execute(() -> locked(companions::greet)));
        goOnline();
    }

    private void locked(Runnable work) {
        ratchets.lock();
        try {
            work.run();
        } finally {
            ratchets.unlock();
        }
    }

    private void uploadPreKeys() {
        ratchets.lock();
        try {
            line.upload(cipher.registrationId(), cipher.signedPreKey(), cipher.newPreKeys(PRE_KEYS));
        } finally {
            ratchets.unlock();
        }
    }

    private void received(Node stanza) {
        switch (stanza.tag()) {
            case "message", "status" -> {
                if (stanza.jid("from").filter(Jid::isPerson).isPresent()) {
                    incoming.message(stanza);
                } else {
                    groups.message(stanza);
                }
            }
            case "presence", "chatstate" -> seen(stanza);
            case "call" -> line.send(Replies.ack(stanza));
            case "receipt" -> receipt(stanza);
            case "notification" -> notification(stanza);
            default -> {
                // Acks and the marks of offline delivery say nothing to a phone.
            }
        }
    }

    private void receipt(Node receipt) {
        Optional<Jid> from = receipt.jid("participant").or(() -> receipt.jid("from"));
        Optional<Account> reader = from.flatMap(line::account);
        for (String id : ReceiptIds.of(receipt)) {
            reader.ifPresent(account -> log.add(new PhoneReceipt(
                    id,
                    account.phone(),
                    from.orElseThrow().device(),
                    receipt.attrOrEmpty("type"),
                    Instant.ofEpochSecond(receipt.number("t").orElse(0)))));
        }
        companions.reported(receipt);
        if (receipt.hasAttr("type", "retry")) {
            resend(receipt);
        }
        line.send(Replies.ack(receipt));
    }

    private void resend(Node retry) {
        try {
            if (retry.jid("from").filter(Jid::isPerson).isPresent()) {
                outgoing.resend(retry);
            } else {
                groups.resend(retry);
            }
        } catch (SimulatorException e) {
            LOG.info("a phone could not answer a retry receipt: {}", e.getMessage());
        }
    }

    private void notification(Node notification) {
        if (notification.hasAttr("type", "encrypt")
                && notification.child("count").isPresent()) {
            uploadPreKeys();
        }
        if (notification.hasAttr("type", LinkCodeDesk.TAG)) {
            notification.child(LinkCodeDesk.TAG).ifPresent(this::linkCode);
        }
        companions.notified(notification);
        line.send(Replies.ack(notification));
    }

    private void linkCode(Node registration) {
        try {
            linkCodes.notified(registration);
        } catch (SimulatorException e) {
            LOG.info("a phone could not act on a pairing code: {}", e.getMessage());
        }
    }

    /// What the server sends to this phone, handled in order on a thread that exists only while there is
    /// something.
    private final class Inbox implements Channel, Outbox.Writer {
        private final Outbox stanzas = new Outbox(Integer.MAX_VALUE, executor, this);

        @Override
        public void send(Node stanza) {
            stanzas.put(stanza);
        }

        @Override
        public void close(Node farewell) {
            stanzas.finish(farewell);
        }

        @Override
        public void attributeTo(String phone, int device) {
            // A phone's own stanzas pass no wire and are not in the log.
        }

        @Override
        public void write(Node stanza) {
            ratchets.lock();
            try {
                received(stanza);
            } catch (RuntimeException e) {
                LOG.error("a phone could not handle a <{}>", stanza.tag(), e);
            } finally {
                ratchets.unlock();
            }
        }

        @Override
        public void finished() {
            // There is no socket to close.
        }

        @Override
        public void overflown() {
            // The queue at the server is what bounds it.
        }
    }
}
