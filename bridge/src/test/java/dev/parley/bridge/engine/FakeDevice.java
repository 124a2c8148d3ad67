package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.content.ContentReader;
import dev.parley.whatsapp.client.content.ReadMessage;
import dev.parley.whatsapp.client.event.Chat;
import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.PairingFailure;
import dev.parley.whatsapp.client.event.PasskeyStep;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.client.store.DeviceStore;
import dev.parley.whatsapp.client.store.EntryKind;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Jid;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A device that does what a test says. The test calls as the engine would: stored events inside a transaction of
/// the store, state events outside.
public final class FakeDevice implements Device {
    public static final Jid SELF_LID = Jid.lid("900000000000001");

    private final DeviceStore store;
    private final EventConsumer consumer;
    private final Map<String, Person> people = new ConcurrentHashMap<>();
    private final BlockingQueue<Handed> handed = new LinkedBlockingQueue<>();
    private final CountDownLatch loggedOut = new CountDownLatch(1);
    private final Object order = new Object();
    private volatile boolean available;
    private volatile boolean connecting;
    private volatile boolean connected;
    private volatile boolean answering = true;
    private volatile @Nullable RuntimeException refusal;
    private final FakeChats chats = new FakeChats();
    private final FakeMediaServer files = new FakeMediaServer();
    private final List<String> codesFor = new CopyOnWriteArrayList<>();
    private final List<String> assertions = new CopyOnWriteArrayList<>();
    private final AtomicInteger lookUps = new AtomicInteger();

    FakeDevice(DeviceStore store, EventConsumer consumer) {
        this.store = store;
        this.consumer = consumer;
    }

    /// Whether the owner is shown as present.
    public boolean available() {
        return available;
    }

    /// The numbers that pairing codes were asked for.
    public List<String> codesFor() {
        return codesFor;
    }

    /// The answers to passkey challenges that were taken.
    public List<String> assertions() {
        return assertions;
    }

    /// A message that the bridge handed over, and the place for WhatsApp's answer.
    public record Handed(OutgoingMessage message, CompletableFuture<SendResult> answer) {
        public void accept(Instant at) {
            answer.complete(new SendResult.Accepted(at));
        }
    }

    // What the test does.

    /// The phone scans the code: paired, and logged in.
    public void link(String digits) {
        pair(digits);
        state(new StateEvent.Disconnected(new DisconnectCause.RestartRequired(), Optional.of(Duration.ZERO)));
        logIn(digits);
    }

    public void pair(String digits) {
        stored(new StoredEvent.Paired(
                Jid.pn(digits).withDevice(7), SELF_LID.withDevice(7), "android", Optional.empty()));
    }

    public void logIn(String digits) {
        // One after the other, as the engine tells them: the bridge may be asking it to connect at this moment.
        synchronized (order) {
            connecting = true;
            connected = true;
            state(new StateEvent.Connected(Jid.pn(digits).withDevice(7), SELF_LID.withDevice(7)));
        }
    }

    public void drop(DisconnectCause cause) {
        connected = false;
        connecting = false;
        failWaiting();
        state(new StateEvent.Disconnected(
                cause,
                cause instanceof DisconnectCause.Terminal ? Optional.empty() : Optional.of(Duration.ofSeconds(1))));
    }

    private void failWaiting() {
        handed.forEach(message ->
                message.answer().completeExceptionally(new WhatsAppException.NotConnected("the connection was lost")));
    }

    public void state(StateEvent event) {
        consumer.state(event);
    }

    public void stored(StoredEvent... events) {
        store.inTransaction(_ -> {
            for (StoredEvent event : events) {
                consumer.store(event);
            }
            return Optional.empty();
        });
    }

    public boolean knows(MessageKey key) {
        return store.inTransaction(_ -> consumer.knows(key));
    }

    public DeviceStore store() {
        return store;
    }

    /// From now on messages wait for their answers until the test gives them.
    public void withholdAnswers() {
        answering = false;
    }

    public void answer() {
        answering = true;
    }

    /// What the next calls of `send` throw; null ends it.
    public void refuseWith(@Nullable RuntimeException exception) {
        refusal = exception;
    }

    public void knowPerson(String phone, Person person) {
        people.put(phone, person);
    }

    /// What lies on the media servers.
    public FakeMediaServer files() {
        return files;
    }

    public int lookUps() {
        return lookUps.get();
    }

    /// The next message that the bridge handed over.
    public Handed nextHanded() {
        try {
            Handed next = handed.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was handed over");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public int handedCount() {
        return handed.size();
    }

    public void awaitLogout() {
        try {
            if (!loggedOut.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody logged out");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// A text from somebody else.
    public static StoredEvent text(Person from, String id, long seconds, String text) {
        return message(
                from,
                id,
                false,
                seconds,
                Message.newBuilder().setConversation(text).build());
    }

    /// @param message one that the engine shows
    public static StoredEvent message(Person other, String id, boolean fromMe, long seconds, Message message) {
        ReadMessage read = ContentReader.read(message).orElseThrow();
        Jid chat = other.preferred();
        Jid sender = fromMe ? Jid.pn("15550009999") : chat;
        return new StoredEvent.MessageArrived(new IncomingMessage(
                new MessageKey(chat, sender, id),
                new Chat.Direct(other),
                sender,
                fromMe,
                Instant.ofEpochSecond(seconds),
                fromMe ? Optional.empty() : Optional.of("Bob"),
                read.content(),
                read.context(),
                message,
                false));
    }

    public static Person pn(String digits) {
        return new Person(Optional.of(Jid.pn(digits)), Optional.empty());
    }

    public static Person lid(String user) {
        return new Person(Optional.empty(), Optional.of(Jid.lid(user)));
    }

    // What the bridge calls.

    @Override
    public void connect() {
        // As the engine: nothing, when there is a connection or one is being made.
        synchronized (order) {
            if (!connecting) {
                connecting = true;
                state(new StateEvent.Connecting(0));
            }
        }
    }

    @Override
    public void disconnect() {
        connected = false;
        connecting = false;
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public boolean logout(Duration timeout) {
        connected = false;
        store.inTransaction(transaction -> {
            transaction.deleteAll();
            return Optional.empty();
        });
        loggedOut.countDown();
        return true;
    }

    @Override
    public List<Submission> send(List<OutgoingMessage> messages) {
        RuntimeException exception = refusal;
        if (exception != null) {
            throw exception;
        }
        if (!connected) {
            throw new WhatsAppException.NotConnected("offline");
        }
        // As the engine does: encrypting advances a ratchet, in a transaction.
        store.inTransaction(transaction -> {
            transaction.write(EntryKind.SESSION, "fake", new byte[] {1});
            return Optional.empty();
        });
        List<Submission> submissions = new ArrayList<>();
        for (OutgoingMessage message : messages) {
            Handed one = new Handed(message, new CompletableFuture<>());
            if (answering) {
                one.accept(Instant.ofEpochSecond(1_900_000_000));
            }
            handed.add(one);
            submissions.add(new FakeSubmission(message.id(), one.answer()));
        }
        return submissions;
    }

    @Override
    public Optional<Person> lookUp(String phone) {
        lookUps.incrementAndGet();
        return Optional.ofNullable(people.get(phone));
    }

    @Override
    public UploadedMedia upload(MediaType type, MediaSource source) throws IOException {
        return files.upload(type, source);
    }

    @Override
    public void download(RemoteMedia media, long most, OutputStream sink) throws IOException {
        files.download(media, sink);
    }

    @Override
    public void requestAgain(MessageKey message, MediaKey key) {
        files.requestAgain(message);
    }

    @Override
    public void setAvailable(boolean shown) {
        available = shown;
    }

    @Override
    public PairingCode requestCode(String phone) {
        RuntimeException exception = refusal;
        if (exception != null) {
            throw exception;
        }
        PairingCode code = new PairingCode("ABCD-1234", Instant.now().plusSeconds(180));
        codesFor.add(phone);
        state(code);
        return code;
    }

    @Override
    public void answerPasskey(String assertionJson) {
        RuntimeException exception = refusal;
        if (exception != null) {
            throw exception;
        }
        assertions.add(assertionJson);
        state(new StateEvent.PasskeyProgress(PasskeyStep.CHECKING));
        state(new StateEvent.PasskeyProgress(PasskeyStep.WAITING_FOR_PHONE));
    }

    @Override
    public void confirmPasskey(boolean same) {
        RuntimeException exception = refusal;
        if (exception != null) {
            throw exception;
        }
        if (same) {
            state(new StateEvent.PasskeyProgress(PasskeyStep.FINISHING));
        } else {
            PairingFailure failure = new PairingFailure.CodesDiffer();
            state(new StateEvent.PairingFailed(failure));
            drop(new DisconnectCause.PairingRefused(failure.words()));
        }
    }

    @Override
    public FakeChats chats() {
        return chats;
    }

    @Override
    public void close() {
        failWaiting();
        disconnect();
    }

    private record FakeSubmission(String messageId, CompletableFuture<SendResult> answer) implements Submission {
        @Override
        public SendResult await(Duration timeout) {
            try {
                return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                throw new WhatsAppException.Timeout("a message", timeout);
            } catch (ExecutionException e) {
                throw (WhatsAppException) e.getCause();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
