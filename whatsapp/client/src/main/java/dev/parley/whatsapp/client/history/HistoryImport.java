package dev.parley.whatsapp.client.history;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.content.Unwrapper;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.event.AppStateChange;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.event.HistoryMessage;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.message.Effects;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.InlineContact;
import dev.parley.whatsapp.proto.Pushname;
import dev.parley.whatsapp.proto.StoredMessageNote;
import dev.parley.whatsapp.proto.UserReceipt;
import dev.parley.whatsapp.proto.WebMessageInfo;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Imports one part of the history: looks through it once for names and limits, then once more for its chats and
/// messages, a bounded batch in each transaction. Whatever happens in between, importing it again does no harm. For
/// one use, by one thread. Internal to the engine; public to be measured on its own.
public final class HistoryImport {
    /// What one transaction may hold, whichever comes first.
    private static final int BATCH_STEPS = 200;

    private static final int BATCH_BYTES = 1 << 20;
    /// Edits and the like wait for the end of their chat, so that its messages are there before them; but
    /// not more of them than this.
    private static final int MOST_CHANGES = 2000;

    private static final int MOST_CHANGE_BYTES = 1 << 20;

    private final Vault vault;
    private final EventConsumer consumer;
    private final IdentityMerger identities;
    private final PrivacyTokens tokens;
    private final HistoryLimits limits;
    private final Predicate<Records> mayContinue;
    private final Effects effects;
    /// Of the chat in hand: what does not show anything itself, but may change other messages. Newest first.
    private final List<WebMessageInfo> changes = new ArrayList<>();

    private int changeBytes;

    private int chats;
    private int messages;
    private int skipped;
    private HistoryChat.Older older = HistoryChat.Older.UNKNOWN;

    /// @param mayContinue asked in each transaction: whether the part is still to be imported
    public HistoryImport(
            Vault vault,
            EventConsumer consumer,
            IdentityMerger identities,
            PrivacyTokens tokens,
            HistoryLimits limits,
            Predicate<Records> mayContinue) {
        this.vault = vault;
        this.consumer = consumer;
        this.identities = identities;
        this.tokens = tokens;
        this.limits = limits;
        this.mayContinue = mayContinue;
        this.effects = new Effects(consumer);
    }

    /// The import was called off: the device was unlinked or the client closed.
    static final class CalledOff extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// @param older of the last direct chat
    public record Result(int chats, int messages, int skipped, HistoryChat.Older older) {}

    /// @throws HistoryException when the part is not what it must be; what is wrong with it as a whole is
    ///     found before any of its messages is handed over
    /// @throws IOException from the source
    public Result run(BlobSource.Blob file) throws IOException {
        HistorySurvey survey = new HistorySurvey(mappings -> commit(
                (records, _) -> mappings.forEach(mapping -> identities.learn(records, mapping.lid(), mapping.pn()))));
        HistoryReader.read(file.open(), limits, survey);
        survey.finish();

        Pass pass = new Pass(survey);
        HistoryReader.read(file.open(), limits, pass);
        pass.flush();
        return new Result(chats, messages, skipped, older);
    }

    /// Part of a transaction.
    private interface Step {
        void run(Records records, Account account);
    }

    private void commit(Step work) {
        vault.update(records -> {
            if (!mayContinue.test(records)) {
                throw new CalledOff();
            }
            Account account = records.credentials()
                    .read()
                    .flatMap(credentials -> credentials.account())
                    .orElseThrow(CalledOff::new);
            work.run(records, account);
        });
    }

    /// Gathers what the reader finds, and commits it whenever there is enough.
    private final class Pass implements HistorySink {
        private final HistorySurvey survey;
        private List<Step> steps = new ArrayList<>();
        private int size;
        private int bytes;

        private Optional<Jid> chat = Optional.empty();
        private List<WebMessageInfo> ofChat = new ArrayList<>();

        Pass(HistorySurvey survey) {
            this.survey = survey;
        }

        @Override
        public boolean wantsMessages(int index, Optional<String> id) {
            chat = id.or(() -> survey.lateId(index)).flatMap(HistorySurvey::person);
            return chat.isPresent();
        }

        @Override
        public void message(WebMessageInfo message, int length) {
            ofChat.add(message);
            grow(length);
        }

        @Override
        public void skipped() {
            skipped++;
        }

        @Override
        public void chat(int index, Conversation conversation, boolean idCameLate) {
            closeMessages();
            chat = Optional.empty();
            HistorySurvey.person(conversation.getId()).ifPresent(jid -> {
                chats++;
                older = HistoryMapper.older(conversation);
                add((records, account) -> {
                    applyChanges(records, account, jid);
                    storeChat(records, jid, conversation);
                });
            });
        }

        @Override
        public void pushName(Pushname name) {
            Optional<Jid> jid = HistorySurvey.person(name.getId());
            Optional<String> words = HistoryMapper.text(name.getPushname()).filter(text -> !text.equals("-"));
            if (jid.isPresent() && words.isPresent()) {
                add((records, _) -> consumer.store(
                        new StoredEvent.PushNameChanged(records.lids().person(jid.get()), words.get())));
            }
        }

        /// How the owner calls somebody. App state tells it too, with a time.
        @Override
        public void contact(InlineContact contact) {
            Optional<Jid> jid =
                    HistorySurvey.person(contact.getPnJid()).or(() -> HistorySurvey.person(contact.getLidJid()));
            Optional<String> full = HistoryMapper.text(contact.getFullName());
            Optional<String> first = HistoryMapper.text(contact.getFirstName());
            if (jid.isPresent() && (full.isPresent() || first.isPresent())) {
                add((records, _) -> consumer.store(new StoredEvent.AppStateChanged(
                        new AppStateChange.ContactNamed(records.lids().person(jid.get()), full, first),
                        Instant.EPOCH,
                        true)));
            }
        }

        @Override
        public void nctSalt(ByteString salt) {
            if (!salt.isEmpty()) {
                add((records, _) -> tokens.saltFromHistory(records, Bytes.wrap(salt.toByteArray())));
            }
        }

        private void add(Step step) {
            steps.add(step);
            grow(0);
        }

        private void grow(int length) {
            size++;
            bytes += length;
            if (size >= BATCH_STEPS || bytes >= BATCH_BYTES) {
                flush();
            }
        }

        private void closeMessages() {
            if (!ofChat.isEmpty()) {
                Jid jid = chat.orElseThrow();
                List<WebMessageInfo> batch = ofChat;
                ofChat = new ArrayList<>();
                steps.add((records, account) -> storeMessages(records, account, jid, batch));
            }
        }

        void flush() {
            closeMessages();
            if (!steps.isEmpty()) {
                List<Step> batch = steps;
                steps = new ArrayList<>();
                commit((records, account) -> batch.forEach(step -> step.run(records, account)));
            }
            size = 0;
            bytes = 0;
        }
    }

    private void storeMessages(Records records, Account account, Jid chat, List<WebMessageInfo> batch) {
        learnFromReceipts(records, account, chat, batch);
        Person person = records.lids().person(chat);
        List<HistoryMessage> read = new ArrayList<>(batch.size());
        for (WebMessageInfo info : batch) {
            HistoryMapper.message(info, person, account.pn())
                    .ifPresentOrElse(
                            message -> {
                                read.add(message);
                                note(message)
                                        .ifPresent(note -> records.messageNotes()
                                                .write(
                                                        person,
                                                        message.fromMe(),
                                                        message.key().id(),
                                                        note));
                            },
                            () -> keepChange(info));
        }
        if (!read.isEmpty()) {
            messages += read.size();
            consumer.store(new StoredEvent.HistoryMessagesArrived(new Chat.Direct(person), read));
        }
        if (changes.size() >= MOST_CHANGES || changeBytes >= MOST_CHANGE_BYTES) {
            applyChanges(records, account, chat);
        }
    }

    private void keepChange(WebMessageInfo info) {
        changes.add(info);
        changeBytes += info.getSerializedSize();
    }

    /// Edits, deletions, reactions, votes that the phone kept as messages of their own, the oldest first.
    private void applyChanges(Records records, Account account, Jid chat) {
        Person person = records.lids().person(chat);
        for (WebMessageInfo info : changes.reversed()) {
            HistoryMapper.arrival(info, person, account)
                    .ifPresent(arrival -> effects.apply(
                            records,
                            arrival,
                            Unwrapper.unwrap(info.getMessage()).message(),
                            account));
        }
        changes.clear();
        changeBytes = 0;
    }

    /// Votes may still come for a poll. The secrets of other messages stay with the consumer: most never
    /// matter.
    private static Optional<StoredMessageNote> note(HistoryMessage message) {
        return message.content()
                .filter(Content.Poll.class::isInstance)
                .map(Content.Poll.class::cast)
                .flatMap(poll -> message.context()
                        .secret()
                        .map(secret -> StoredMessageNote.newBuilder()
                                .setSecret(ByteString.copyFrom(secret.bytes()))
                                .addAllPollOption(poll.options())
                                .build()));
    }

    /// Who received an own message of a direct chat is the other side, under whichever name.
    private void learnFromReceipts(Records records, Account account, Jid chat, List<WebMessageInfo> batch) {
        if (!chat.isLid() || account.owns(chat) || records.lids().pnOf(chat).isPresent()) {
            return;
        }
        batch.stream()
                .filter(info -> info.getKey().getFromMe())
                .flatMap(info -> info.getUserReceiptList().stream())
                .map(UserReceipt::getUserJid)
                .map(HistorySurvey::person)
                .flatMap(Optional::stream)
                .filter(jid -> jid.isPn() && !account.owns(jid))
                .findFirst()
                .ifPresent(pn -> identities.learn(records, chat, pn));
    }

    private void storeChat(Records records, Jid jid, Conversation conversation) {
        Person person = records.lids().person(jid);
        HistoryChat chat = HistoryMapper.chat(conversation, person);
        consumer.store(new StoredEvent.HistoryChatArrived(chat));
        // What is sent there says the same from the first message on.
        chat.expirySetAt().ifPresent(setAt -> records.chatTimers().learn(person, chat.expiresIn(), setAt));
        tokens.fromHistory(
                records,
                jid,
                Optional.of(conversation.getTcToken())
                        .filter(token -> !token.isEmpty())
                        .map(token -> Bytes.wrap(token.toByteArray())),
                conversation.getTcTokenTimestamp(),
                conversation.getTcTokenSenderTimestamp());
    }
}
