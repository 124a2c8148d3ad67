package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.device.IdentityMerger;
import dev.parley.whatsapp.client.message.PeerMessages;
import dev.parley.whatsapp.client.message.PeerSender;
import dev.parley.whatsapp.client.token.PrivacyTokens;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.wire.Jid;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/// What the phone knows from before this device was linked. After linking it comes by itself, the newest chats first,
/// as stored events ([dev.parley.whatsapp.client.event.StoredEvent.HistoryMessagesArrived] and those beside it); older
/// messages of a chat come when they are asked for. Thread-safe.
public final class HistoryService {
    /// WhatsApp Web's number of messages in one request.
    public static final int USUAL_COUNT = 50;

    private static final int MAX_COUNT = 500;

    private final HistoryQueue queue;
    private final HistoryRequests requests;

    /// @param blobs where the files of the history come from
    /// @param tokens keeps what the history tells of them
    public HistoryService(
            Vault vault,
            EventConsumer consumer,
            IdentityMerger identities,
            PeerSender phone,
            BlobSource blobs,
            PrivacyTokens tokens,
            Executor executor,
            ScheduledExecutorService timer,
            Clock clock,
            RandomGenerator random) {
        requests = new HistoryRequests(vault, phone, executor, clock);
        queue = new HistoryQueue(
                vault,
                consumer,
                identities,
                blobs,
                tokens,
                requests,
                HistoryLimits.DEFAULT,
                executor,
                timer,
                clock,
                random);
    }

    /// Asks the phone for messages of a direct chat before the oldest that is known. Returns at once. A request for a
    /// chat that is being asked about already is that same request.
    ///
    /// @param chat under either name
    /// @param count at most this many are asked for; 1 to 500
    /// @return completes when the messages have been stored, or after some ten seconds without an answer; never
    ///     exceptionally
    /// @throws IllegalStateException when the device is not linked
    public CompletableFuture<OlderMessages> older(Jid chat, OldestMessage oldest, int count) {
        if (!chat.isPerson()) {
            throw new IllegalArgumentException("only direct chats have history here");
        }
        return requests.older(chat, oldest, Math.clamp(count, 1, MAX_COUNT));
    }

    /// Internal to the engine: has it hear the phone's offers.
    public void register(PeerMessages peers) {
        queue.register(peers);
    }

    /// Internal to the engine: imports what waits. Blocks until nothing does.
    public void resume() {
        queue.work();
    }

    /// Internal to the engine: calls off what is being imported; it goes on after the next start.
    public void close(Duration patience) throws InterruptedException {
        queue.close(patience);
    }
}
