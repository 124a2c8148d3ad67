package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.simulator.history.History;
import dev.parley.simulator.history.HistoryPart;
import dev.parley.simulator.history.HistoryParts;
import dev.parley.simulator.media.ExternalFiles;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.proto.ExternalBlobReference;
import dev.parley.whatsapp.proto.HistorySyncNotification;
import dev.parley.whatsapp.proto.HistorySyncNotification.HistorySyncType;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage.HistorySyncChunkRetryRequest;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage.HistorySyncOnDemandRequest;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.Pushname;
import dev.parley.whatsapp.wire.Node;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Hands a phone's history to its companions (protocol notes, media 4 and 7.2): all of it to a new one, again what
/// one has received but never confirmed with `hist_sync`, older messages and single parts when it asks. Not
/// thread-safe: the phone's lock is held around every call.
final class HistoryOffers implements PhoneFeature {
    /// Without a number a client gets this many (protocol notes, media 4.8).
    private static final int USUAL_COUNT = 50;

    private static final int MOST = 1000;

    private final PhoneLine line;
    private final PhoneOutgoing outgoing;
    private final ExternalFiles files;
    private History history = History.EMPTY;
    private boolean asFiles;
    private final Map<String, Offer> unconfirmed = new LinkedHashMap<>();
    /// Offers that the companion has decrypted, as its receipt said.
    private final Set<String> received = new HashSet<>();

    HistoryOffers(PhoneLine line, PhoneOutgoing outgoing, ExternalFiles files) {
        this.line = line;
        this.outgoing = outgoing;
        this.files = files;
    }

    /// @param session the request that it answers; empty when none did
    private record Offer(int companion, HistoryPart part, String session) {}

    History history() {
        return history;
    }

    /// For companions that are linked from now on, and for what is asked from now on.
    void remember(History latest) {
        history = latest;
    }

    /// Whether all but the first part lies on the media servers.
    void asFiles(boolean how) {
        asFiles = how;
    }

    @Override
    public void linked(Device companion) {
        for (HistoryPart part : parts().all(wantsAll(companion))) {
            offer(companion, part, "");
        }
    }

    @Override
    public void active(Device companion) {
        List<Map.Entry<String, Offer>> missing = unconfirmed.entrySet().stream()
                .filter(entry -> entry.getValue().companion() == companion.number())
                .filter(entry -> received.contains(entry.getKey()))
                .toList();
        missing.forEach(entry -> {
            unconfirmed.remove(entry.getKey());
            received.remove(entry.getKey());
            offer(companion, entry.getValue().part(), entry.getValue().session());
        });
    }

    @Override
    public void reported(Node receipt) {
        for (String id : ReceiptIds.of(receipt)) {
            if (receipt.hasAttr("type", "hist_sync")) {
                unconfirmed.remove(id);
                received.remove(id);
            } else if (receipt.hasAttr("type", "peer_msg") && unconfirmed.containsKey(id)) {
                received.add(id);
            }
        }
    }

    @Override
    public void asked(Device companion, String id, ProtocolMessage content) {
        PeerDataOperationRequestMessage request = content.getPeerDataOperationRequestMessage();
        switch (request.getPeerDataOperationRequestType()) {
            case HISTORY_SYNC_ON_DEMAND -> older(companion, id, request.getHistorySyncOnDemandRequest());
            case HISTORY_SYNC_CHUNK_RETRY -> again(companion, request.getHistorySyncChunkRetryRequest());
            default -> {
                // Somebody else's, or none.
            }
        }
    }

    private void older(Device companion, String id, HistorySyncOnDemandRequest request) {
        int count = request.hasOnDemandMsgCount() ? Math.clamp(request.getOnDemandMsgCount(), 0, MOST) : USUAL_COUNT;
        offer(
                companion,
                parts().onDemand(
                                request.getChatJid(),
                                request.getOldestMsgId(),
                                request.getOldestMsgTimestampMs(),
                                count),
                id);
    }

    private void again(Device companion, HistorySyncChunkRetryRequest request) {
        Optional<HistoryPart> part = parts().all(wantsAll(companion)).stream()
                .filter(candidate -> candidate.type() == request.getSyncType())
                .filter(candidate -> candidate.order() == request.getChunkOrder())
                .findFirst();
        part.ifPresent(found -> offer(companion, found, ""));
    }

    private void offer(Device companion, HistoryPart part, String session) {
        HistorySyncNotification.Builder notification = HistorySyncNotification.newBuilder()
                .setSyncType(part.type())
                .setChunkOrder(part.order())
                .setProgress(part.progress());
        if (asFiles && part.type() != HistorySyncType.INITIAL_BOOTSTRAP) {
            upload(part, notification);
        } else {
            notification.setInitialHistBootstrapInlinePayload(ByteString.copyFrom(part.compressed()));
        }
        if (!session.isEmpty()) {
            notification.setPeerDataRequestSessionId(session);
        }
        String id = outgoing.sendToCompanion(
                companion,
                ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION)
                        .setHistorySyncNotification(notification)
                        .build());
        unconfirmed.put(id, new Offer(companion.number(), part, session));
    }

    /// Each time anew, under another key: a companion takes what it has read off the servers.
    private void upload(HistoryPart part, HistorySyncNotification.Builder notification) {
        ExternalBlobReference file = files.publish(MediaType.HISTORY, part.compressed());
        notification
                .setMediaKey(file.getMediaKey())
                .setDirectPath(file.getDirectPath())
                .setFileLength(file.getFileSizeBytes())
                .setFileSha256(file.getFileSha256())
                .setFileEncSha256(file.getFileEncSha256());
    }

    private static boolean wantsAll(Device companion) {
        return companion.companion().orElseThrow().props().getRequireFullSync();
    }

    private HistoryParts parts() {
        return new HistoryParts(
                history,
                Pushname.newBuilder()
                        .setId(line.account().pn().toString())
                        .setPushname(line.account().pushName())
                        .build());
    }
}
