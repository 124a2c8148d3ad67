package dev.parley.simulator;

import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestMessage.PlaceholderMessageResendRequest;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.PeerDataOperationResult;
import dev.parley.whatsapp.proto.PeerDataOperationRequestResponseMessage.PlaceholderMessageResendResponse;
import dev.parley.whatsapp.proto.PeerDataOperationRequestType;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.proto.WebMessageInfo;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// Gives a companion the messages that it could not read (protocol notes, messaging 5.5), under phone numbers, as
/// phones do.
final class PlaceholderResend implements PhoneFeature {
    private final PhoneLog log;
    private final PhoneOutgoing outgoing;

    PlaceholderResend(PhoneLog log, PhoneOutgoing outgoing) {
        this.log = log;
        this.outgoing = outgoing;
    }

    @Override
    public void asked(Device companion, String id, ProtocolMessage content) {
        PeerDataOperationRequestMessage request = content.getPeerDataOperationRequestMessage();
        if (request.getPeerDataOperationRequestType() != PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND
                || request.getPlaceholderMessageResendRequestCount() == 0) {
            return;
        }
        PeerDataOperationRequestResponseMessage.Builder answer = PeerDataOperationRequestResponseMessage.newBuilder()
                .setPeerDataOperationRequestType(PeerDataOperationRequestType.PLACEHOLDER_MESSAGE_RESEND)
                .setStanzaId(id);
        request.getPlaceholderMessageResendRequestList().stream()
                .map(PlaceholderMessageResendRequest::getMessageKey)
                .map(this::result)
                .forEach(answer::addPeerDataOperationResult);
        outgoing.sendToCompanion(
                companion,
                ProtocolMessage.newBuilder()
                        .setType(ProtocolMessage.Type.PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE)
                        .setPeerDataOperationRequestResponseMessage(answer)
                        .build());
    }

    /// Without a response when the phone does not have the message either.
    private PeerDataOperationResult result(MessageKey key) {
        Optional<PhoneMessage> found = log.find(key.getId()).filter(message -> message.fromMe() == key.getFromMe());
        PeerDataOperationResult.Builder result = PeerDataOperationResult.newBuilder();
        found.ifPresent(
                message -> result.setPlaceholderMessageResendResponse(PlaceholderMessageResendResponse.newBuilder()
                        .setWebMessageInfoBytes(info(message).toByteString())));
        return result.build();
    }

    private static WebMessageInfo info(PhoneMessage message) {
        return WebMessageInfo.newBuilder()
                .setKey(MessageKey.newBuilder()
                        .setRemoteJid(Jid.pn(message.chat()).toString())
                        .setFromMe(message.fromMe())
                        .setId(message.id()))
                .setMessage(message.content())
                .setMessageTimestamp(message.timestamp().getEpochSecond())
                .build();
    }
}
