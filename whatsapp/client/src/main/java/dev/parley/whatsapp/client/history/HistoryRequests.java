package dev.parley.whatsapp.client.history;

import dev.parley.whatsapp.client.WhatsAppException;
import dev.parley.whatsapp.client.event.HistoryChat;
import dev.parley.whatsapp.client.message.PeerSender;
import dev.parley.whatsapp.client.message.PeerSender.Priority;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.HistorySyncNotification.HistorySyncType;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage.HistorySyncChunkRetryRequest;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage.HistorySyncOnDemandRequest;
import dev.parley.whatsapp.proto.PeerDataOperationRequestType;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Jid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Asks the phone for older messages of a chat, and for a part of the history anew (media-history-appstate.md section
/// 4.8). One request per chat at a time; after ten in a row without an answer none for two hours. Thread-safe.
final class HistoryRequests {
    /// WhatsApp Web's, as the three below.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MAX_FAILURES = 10;
    private static final Duration COOLDOWN = Duration.ofHours(2);
    /// Chats asked about at a time.
    private static final int MAX_PENDING = 100;
    /// The phone may answer before the server has confirmed the request.
    private static final int MAX_EARLY = 100;

    private final Vault vault;
    private final PeerSender phone;
    private final Executor executor;
    private final InstantSource clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Jid, CompletableFuture<OlderMessages>> byChat = new HashMap<>();
    private final Map<String, CompletableFuture<OlderMessages>> bySession = new HashMap<>();
    private final Map<String, OlderMessages> early = new LinkedHashMap<>();
    private int failures;
    private Instant coolUntil = Instant.MIN;

    HistoryRequests(Vault vault, PeerSender phone, Executor executor, InstantSource clock) {
        this.vault = vault;
        this.phone = phone;
        this.executor = executor;
        this.clock = clock;
    }

    CompletableFuture<OlderMessages> older(Jid chat, OldestMessage oldest, int count) {
        Asked asked = vault.transact(records -> {
            Account account = records.credentials()
                    .read()
                    .flatMap(Credentials::account)
                    .orElseThrow(() -> new IllegalStateException("the device is not linked"));
            Jid lid = records.lids()
                    .person(chat)
                    .lid()
                    .filter(_ -> account.lidMigrated())
                    .orElse(chat.bare());
            return new Asked(
                    records.lids().person(chat).preferred(), lid, account.lid().bare());
        });
        CompletableFuture<OlderMessages> answer = new CompletableFuture<>();
        lock.lock();
        try {
            CompletableFuture<OlderMessages> pending = byChat.get(asked.chat());
            if (pending != null && !pending.isDone()) {
                return pending.copy();
            }
            if (clock.instant().isBefore(coolUntil) || byChat.size() >= MAX_PENDING) {
                return CompletableFuture.completedFuture(new OlderMessages.NotNow());
            }
            byChat.put(asked.chat(), answer);
        } finally {
            lock.unlock();
        }
        executor.execute(() -> ask(asked, oldest, count, answer));
        return answer.copy();
    }

    /// @param chat under the name that this client prefers
    /// @param address under the name that the phone knows the chat by
    private record Asked(Jid chat, Jid address, Jid ownLid) {}

    private void ask(Asked asked, OldestMessage oldest, int count, CompletableFuture<OlderMessages> answer) {
        Optional<String> session = Optional.empty();
        try {
            String id = phone.send(
                    request(
                            PeerDataOperationRequestType.HISTORY_SYNC_ON_DEMAND,
                            PeerDataOperationRequestMessage.newBuilder()
                                    .setHistorySyncOnDemandRequest(HistorySyncOnDemandRequest.newBuilder()
                                            .setChatJid(asked.address().toString())
                                            .setOldestMsgId(oldest.id())
                                            .setOldestMsgFromMe(oldest.fromMe())
                                            .setOnDemandMsgCount(count)
                                            .setOldestMsgTimestampMs(
                                                    oldest.timestamp().toEpochMilli())
                                            .setAccountLid(asked.ownLid().toString()))),
                    Priority.HIGH_FORCE,
                    true);
            session = Optional.of(id);
            await(id, answer);
        } catch (WhatsAppException | IllegalStateException e) {
            answer.complete(new OlderMessages.NotSent(String.valueOf(e.getMessage())));
        } finally {
            forget(asked.chat(), answer, session);
        }
    }

    private void await(String session, CompletableFuture<OlderMessages> answer) {
        lock.lock();
        try {
            OlderMessages known = early.remove(session);
            if (known != null) {
                answer.complete(known);
            }
            bySession.put(session, answer);
        } finally {
            lock.unlock();
        }
        OlderMessages result = answer.copy()
                .completeOnTimeout(new OlderMessages.NoAnswer(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        answer.complete(result);
        lock.lock();
        try {
            failures = result instanceof OlderMessages.NoAnswer ? failures + 1 : 0;
            if (failures >= MAX_FAILURES) {
                failures = 0;
                coolUntil = clock.instant().plus(COOLDOWN);
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(Jid chat, CompletableFuture<OlderMessages> answer, Optional<String> session) {
        lock.lock();
        try {
            byChat.remove(chat, answer);
            session.ifPresent(bySession::remove);
        } finally {
            lock.unlock();
        }
    }

    /// An answer has been imported.
    void answered(String session, HistoryImport.Result result) {
        settle(
                session,
                result.messages() == 0
                        ? new OlderMessages.NothingOlder()
                        : new OlderMessages.Arrived(result.messages(), result.older() != HistoryChat.Older.NONE));
    }

    /// An answer was given up.
    void failed(String session) {
        settle(session, new OlderMessages.Unreadable());
    }

    private void settle(String session, OlderMessages result) {
        if (session.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            CompletableFuture<OlderMessages> waiting = bySession.get(session);
            if (waiting != null) {
                waiting.complete(result);
            } else {
                if (early.size() == MAX_EARLY) {
                    early.remove(early.keySet().iterator().next());
                }
                early.put(session, result);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Asks for a part that was of no use. Blocks.
    ///
    /// @throws WhatsAppException when the phone could not be asked
    void askAnew(HistoryTask task) {
        HistorySyncType type = HistorySyncType.forNumber(task.stored().getSyncType());
        var _ = phone.send(
                request(
                        PeerDataOperationRequestType.HISTORY_SYNC_CHUNK_RETRY,
                        PeerDataOperationRequestMessage.newBuilder()
                                .setHistorySyncChunkRetryRequest(HistorySyncChunkRetryRequest.newBuilder()
                                        .setSyncType(type)
                                        .setChunkOrder(task.chunk())
                                        .setChunkNotificationId(task.id())
                                        .setRegenerateChunk(true))),
                Priority.HIGH_FORCE,
                true);
    }

    private static ProtocolMessage request(
            PeerDataOperationRequestType type, PeerDataOperationRequestMessage.Builder request) {
        return ProtocolMessage.newBuilder()
                .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_MESSAGE)
                .setPeerDataOperationRequestMessage(request.setPeerDataOperationRequestType(type))
                .build();
    }
}
