package dev.parley.simulator.history;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.ContactMessage;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.LocationMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageContextInfo;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.PhoneNumberToLidMapping;
import dev.parley.whatsapp.proto.PollCreationMessage;
import dev.parley.whatsapp.proto.Pushname;
import dev.parley.whatsapp.proto.Reaction;
import dev.parley.whatsapp.proto.StickerMessage;
import dev.parley.whatsapp.proto.UserReceipt;
import dev.parley.whatsapp.proto.VideoMessage;
import dev.parley.whatsapp.proto.WebMessageInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Invents histories with something of everything (protocol notes, media 7.5). The same seed and time give the same
/// history, byte for byte. Not thread-safe.
public final class HistoryGenerator {
    private static final long FIRST_NUMBER = 15550100000L;
    private static final long FIRST_LID = 950_000_000_000_000L;
    private static final Duration BETWEEN_MESSAGES = Duration.ofMinutes(17);
    private static final Duration BETWEEN_CHATS = Duration.ofMinutes(5);
    private static final int STUB_REVOKED = 1;
    private static final int STUB_MISSED_CALL = 40;
    private static final int KINDS = 16;
    private static final int BYTES_32 = 32;
    private static final List<String> WORDS = List.of(
            "tomorrow",
            "coffee",
            "the",
            "blue",
            "one",
            "is",
            "ready",
            "see",
            "you",
            "at",
            "eight",
            "thanks",
            "parcel",
            "arrived",
            "today",
            "really",
            "great",
            "work",
            "could",
            "we",
            "meet",
            "later",
            "Grüße",
            "précis",
            "👍");

    private final Random random;
    private final Instant now;

    /// @param now after the newest message
    public HistoryGenerator(long seed, Instant now) {
        this.random = new Random(seed);
        this.now = now;
    }

    /// Direct chats, and a group behind every ninth of them. Chats are named by LID or by number in turn,
    /// with their other name in different places.
    public History generate(int chats, int messagesOfEach) {
        List<Conversation> conversations = new ArrayList<>();
        List<Pushname> names = new ArrayList<>();
        List<PhoneNumberToLidMapping> mappings = new ArrayList<>();
        for (int i = 0; i < chats; i++) {
            String pn = FIRST_NUMBER + i + "@s.whatsapp.net";
            String lid = FIRST_LID + i + "@lid";
            conversations.add(direct(i, pn, lid, messagesOfEach));
            names.add(Pushname.newBuilder()
                    .setId(i % 4 == 0 ? pn : lid)
                    .setPushname(i % 7 == 6 ? "-" : "Person " + i)
                    .build());
            if (i % 4 == 2) {
                mappings.add(PhoneNumberToLidMapping.newBuilder()
                        .setPnJid(i % 8 == 2 ? pn.replace("@s.whatsapp.net", "@c.us") : pn)
                        .setLidJid(lid)
                        .build());
            }
            if (i % 9 == 8) {
                conversations.add(group(i, messagesOfEach / 4));
            }
        }
        return new History(conversations, names, mappings, List.of(), Optional.of(bytes(BYTES_32)), 0);
    }

    private Conversation direct(int index, String pn, String lid, int messages) {
        boolean byLid = index % 4 != 0;
        String id = byLid ? lid : pn;
        Instant newest = now.minus(BETWEEN_CHATS.multipliedBy(index + 1L));
        Conversation.Builder chat = Conversation.newBuilder()
                .setId(id)
                .setConversationTimestamp(newest.getEpochSecond())
                .setLastMsgTimestamp(newest.getEpochSecond())
                .setUnreadCount(index % 5 == 0 ? 1 + index % 3 : 0)
                .setName("Friend " + index)
                .setArchived(index % 11 == 10)
                .setMarkedAsUnread(index % 13 == 12)
                .setPinned(index % 17 == 0 ? (int) newest.getEpochSecond() : 0)
                .setTcToken(bytes(BYTES_32))
                .setTcTokenTimestamp(newest.getEpochSecond());
        if (index % 6 == 5) {
            chat.setMuteEndTime(
                    index % 12 == 5
                            ? now.plus(Duration.ofDays(1)).getEpochSecond()
                            : now.plus(Duration.ofDays(1)).toEpochMilli());
        }
        if (index % 10 == 9) {
            chat.setEphemeralExpiration((int) Duration.ofDays(7).toSeconds())
                    .setEphemeralSettingTimestamp(newest.toEpochMilli());
        }
        switch (index % 4) {
            case 0 -> chat.setLidJid(lid);
            case 1 -> chat.setPnJid(pn);
            default -> {
                // The mapping is elsewhere: among the mappings, or only in a receipt.
            }
        }
        boolean onlyReceiptsTell = index % 4 == 3;
        for (int i = 0; i < messages; i++) {
            Instant time = newest.minus(BETWEEN_MESSAGES.multipliedBy(i));
            chat.addMessages(HistorySyncMsg.newBuilder()
                    .setMessage(message(i, id, onlyReceiptsTell ? Optional.of(pn) : Optional.empty(), time))
                    .setMsgOrderId(messages - i));
        }
        return chat.build();
    }

    private WebMessageInfo message(int index, String chat, Optional<String> receiver, Instant time) {
        boolean fromMe = random.nextInt(3) == 0;
        WebMessageInfo.Builder info = WebMessageInfo.newBuilder()
                .setKey(MessageKey.newBuilder()
                        .setRemoteJid(chat)
                        .setFromMe(fromMe)
                        .setId(id()))
                .setMessageTimestamp(time.getEpochSecond())
                .setStatus(fromMe ? WebMessageInfo.Status.READ : WebMessageInfo.Status.DELIVERY_ACK)
                .setStarred(index % 29 == 28);
        if (fromMe) {
            receiver.ifPresent(pn -> info.addUserReceipt(
                    UserReceipt.newBuilder().setUserJid(pn).setReceiptTimestamp(time.getEpochSecond() + 1)));
        } else {
            info.setPushName("Person");
        }
        // Real chats are mostly text.
        content(info, random.nextInt(4) == 0 ? random.nextInt(KINDS) : 0, time);
        if (index % 19 == 18) {
            info.addReactions(Reaction.newBuilder()
                    .setKey(MessageKey.newBuilder()
                            .setRemoteJid(chat)
                            .setFromMe(!fromMe)
                            .setId(id()))
                    .setText("❤️")
                    .setSenderTimestampMs(time.plusSeconds(60).toEpochMilli()));
        }
        return info.build();
    }

    private void content(WebMessageInfo.Builder info, int kind, Instant time) {
        switch (kind) {
            case 1 ->
                info.setMessage(Message.newBuilder()
                        .setImageMessage(ImageMessage.newBuilder()
                                .setMimetype("image/jpeg")
                                .setCaption(words())
                                .setFileSha256(bytes(BYTES_32))
                                .setFileEncSha256(bytes(BYTES_32))
                                .setMediaKey(bytes(BYTES_32))
                                .setMediaKeyTimestamp(time.getEpochSecond())
                                .setFileLength(1000 + random.nextInt(1_000_000))
                                .setWidth(640)
                                .setHeight(480)
                                .setDirectPath(expired("image"))
                                .setJpegThumbnail(bytes(600))));
            case 2 ->
                info.setMessage(Message.newBuilder()
                        .setVideoMessage(VideoMessage.newBuilder()
                                .setMimetype("video/mp4")
                                .setFileSha256(bytes(BYTES_32))
                                .setFileEncSha256(bytes(BYTES_32))
                                .setMediaKey(bytes(BYTES_32))
                                .setMediaKeyTimestamp(time.getEpochSecond())
                                .setFileLength(1000 + random.nextInt(10_000_000))
                                .setSeconds(random.nextInt(90))
                                .setDirectPath(expired("video"))));
            case 3 ->
                info.setMessage(Message.newBuilder()
                        .setAudioMessage(AudioMessage.newBuilder()
                                .setMimetype("audio/ogg; codecs=opus")
                                .setPtt(true)
                                .setSeconds(1 + random.nextInt(60))
                                .setFileSha256(bytes(BYTES_32))
                                .setFileEncSha256(bytes(BYTES_32))
                                .setMediaKey(bytes(BYTES_32))
                                .setMediaKeyTimestamp(time.getEpochSecond())
                                .setFileLength(1000 + random.nextInt(100_000))
                                .setWaveform(ByteString.copyFrom(new byte[64]))
                                .setDirectPath(expired("audio"))));
            case 4 ->
                info.setMessage(Message.newBuilder()
                        .setDocumentMessage(DocumentMessage.newBuilder()
                                .setMimetype("application/pdf")
                                .setFileName("invoice " + random.nextInt(1000) + ".pdf")
                                .setPageCount(2)
                                .setFileSha256(bytes(BYTES_32))
                                .setFileEncSha256(bytes(BYTES_32))
                                .setMediaKey(bytes(BYTES_32))
                                .setMediaKeyTimestamp(time.getEpochSecond())
                                .setFileLength(1000 + random.nextInt(1_000_000))
                                .setDirectPath(expired("document"))));
            case 5 ->
                info.setMessage(Message.newBuilder()
                        .setStickerMessage(StickerMessage.newBuilder()
                                .setMimetype("image/webp")
                                .setFileSha256(bytes(BYTES_32))
                                .setFileEncSha256(bytes(BYTES_32))
                                .setMediaKey(bytes(BYTES_32))
                                .setMediaKeyTimestamp(time.getEpochSecond())
                                .setFileLength(1000 + random.nextInt(90_000))
                                .setDirectPath(expired("image"))));
            case 6 ->
                info.setMessage(Message.newBuilder()
                        .setLocationMessage(LocationMessage.newBuilder()
                                .setDegreesLatitude(52.52)
                                .setDegreesLongitude(13.405)
                                .setName("Here")));
            case 7 ->
                info.setMessage(Message.newBuilder()
                        .setContactMessage(ContactMessage.newBuilder()
                                .setDisplayName("Ivy Invented")
                                .setVcard("BEGIN:VCARD\nVERSION:3.0\nFN:Ivy Invented\n"
                                        + "TEL;type=CELL;waid=15550109999:+1 555 010 9999\nEND:VCARD")));
            case 8 -> {
                ByteString secret = bytes(BYTES_32);
                info.setMessageSecret(secret)
                        .setMessage(Message.newBuilder()
                                .setPollCreationMessageV3(PollCreationMessage.newBuilder()
                                        .setName("When?")
                                        .addOptions(PollCreationMessage.Option.newBuilder()
                                                .setOptionName("Today"))
                                        .addOptions(PollCreationMessage.Option.newBuilder()
                                                .setOptionName("Tomorrow"))
                                        .setSelectableOptionsCount(1))
                                .setMessageContextInfo(
                                        MessageContextInfo.newBuilder().setMessageSecret(secret)));
            }
            case 9 -> info.setMessageStubType(STUB_REVOKED);
            case 10 -> info.setMessageStubType(STUB_MISSED_CALL);
            case 11 ->
                info.setMessage(Message.newBuilder()
                        .setEditedMessage(FutureProofMessage.newBuilder()
                                .setMessage(Message.newBuilder().setConversation("edited: " + words()))));
            case 12 ->
                info.setEphemeralDuration((int) Duration.ofDays(7).toSeconds())
                        .setEphemeralStartTimestamp(time.getEpochSecond())
                        .setMessage(Message.newBuilder()
                                .setEphemeralMessage(FutureProofMessage.newBuilder()
                                        .setMessage(Message.newBuilder()
                                                .setExtendedTextMessage(ExtendedTextMessage.newBuilder()
                                                        .setText(words())))));
            case 13 ->
                info.setMessage(Message.newBuilder()
                        .setExtendedTextMessage(ExtendedTextMessage.newBuilder()
                                .setText(words())
                                .setContextInfo(ContextInfo.newBuilder()
                                        .setStanzaId(id())
                                        .setParticipant(info.getKey().getRemoteJid())
                                        .setQuotedMessage(Message.newBuilder().setConversation(words())))));
            default -> info.setMessage(Message.newBuilder().setConversation(words()));
        }
    }

    private Conversation group(int index, int messages) {
        String id = "1203630" + (10_000_000_000L + index) + "@g.us";
        Instant newest = now.minus(BETWEEN_CHATS.multipliedBy(index + 1L)).minusSeconds(1);
        Conversation.Builder chat = Conversation.newBuilder()
                .setId(id)
                .setConversationTimestamp(newest.getEpochSecond())
                .setName("Group " + index);
        for (int i = 0; i < messages; i++) {
            String member = FIRST_LID + random.nextInt(1000) + "@lid";
            chat.addMessages(HistorySyncMsg.newBuilder()
                    .setMessage(WebMessageInfo.newBuilder()
                            .setKey(MessageKey.newBuilder()
                                    .setRemoteJid(id)
                                    .setId(id())
                                    .setParticipant(member))
                            .setParticipant(member)
                            .setMessageTimestamp(newest.minus(BETWEEN_MESSAGES.multipliedBy(i))
                                    .getEpochSecond())
                            .setMessage(Message.newBuilder().setConversation(words()))));
        }
        return chat.build();
    }

    /// A file that the servers have forgotten.
    private String expired(String kind) {
        return "/v/t62.7118-24/expired_" + kind + "_" + random.nextInt(Integer.MAX_VALUE) + "?ccb=11-4&oe=1";
    }

    private String id() {
        byte[] bytes = new byte[9];
        random.nextBytes(bytes);
        return "3EB0" + HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private String words() {
        StringBuilder text = new StringBuilder();
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    private ByteString bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
