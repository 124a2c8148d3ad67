package dev.parley.whatsapp.client.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.parley.whatsapp.client.event.HistoryFailure;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.HistorySync;
import dev.parley.whatsapp.proto.HistorySyncMsg;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageKey;
import dev.parley.whatsapp.proto.PhoneNumberToLidMapping;
import dev.parley.whatsapp.proto.Pushname;
import dev.parley.whatsapp.proto.WebMessageInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class HistoryReaderTest {
    private static final HistoryLimits LIMITS = new HistoryLimits(1 << 20, 10_000, 10, 100, 10);
    private static final String CHAT = "15550002222@s.whatsapp.net";

    private final Found found = new Found();

    /// Source: media-history-appstate.md section 10.4, made with Baileys' protobuf and Node's zlib.
    @Test
    void readsTheKnownBlob() throws IOException {
        byte[] blob = HexFormat.of()
                .parseHex("7801e360b152e692323435353530303004028762bdf28cc492e2c48202bdbcd4122156c79ccce45400"
                        + "aaed0a65");

        HistoryReader.read(new ByteArrayInputStream(blob), LIMITS, found);

        assertThat(found.names)
                .containsExactly(Pushname.newBuilder()
                        .setId("15550001111@s.whatsapp.net")
                        .setPushname("Alice")
                        .build());
    }

    @Test
    void handsChatsAndMessagesOverInTheOrderOfTheFile() throws IOException {
        read(HistorySync.newBuilder()
                .addConversations(chat(CHAT, "a1", "a2"))
                .addConversations(chat("120363000000000001@g.us", "g1"))
                .addConversations(chat("100000000000002@lid", "b1"))
                .addPhoneNumberToLidMappings(
                        PhoneNumberToLidMapping.newBuilder().setPnJid("x")));

        assertThat(found.log)
                .containsExactly(
                        "asks " + CHAT,
                        "a1",
                        "a2",
                        "chat " + CHAT,
                        "asks 120363000000000001@g.us",
                        "chat 120363000000000001@g.us",
                        "asks 100000000000002@lid",
                        "b1",
                        "chat 100000000000002@lid",
                        "mapping");
    }

    @Test
    void aChatMayBeNamedBehindItsMessages() throws IOException {
        Conversation named =
                Conversation.newBuilder().setId(CHAT).setName("Ben").build();
        ByteString late =
                chat("", "a1").toBuilder().clearId().build().toByteString().concat(named.toByteString());

        HistoryReader.read(compressed(conversation(late)), LIMITS, found);

        assertThat(found.log).containsExactly("asks ?", "chat " + CHAT + " late");
    }

    @Test
    void whatDescribesAChatIsReadAndTheRestIsNot() throws IOException {
        Conversation chat = Conversation.newBuilder()
                .setId(CHAT)
                .setArchived(true)
                .setUnreadCount(3)
                .setMuteEndTime(-1)
                .setUsername("not needed")
                .build();

        read(HistorySync.newBuilder().addConversations(chat));

        assertThat(found.chats).containsExactly(chat.toBuilder().clearUsername().build());
    }

    @Test
    void aMessageThatCannotBeParsedIsLeftOutAlone() throws IOException {
        ByteString broken = message(ByteString.copyFrom(new byte[] {(byte) 0x0A, 127}));
        ByteString chat = broken.concat(chat(CHAT, "a1").toByteString());

        HistoryReader.read(
                compressed(conversation(Conversation.newBuilder()
                        .setId(CHAT)
                        .build()
                        .toByteString()
                        .concat(chat))),
                LIMITS,
                found);

        assertThat(found.skipped).isEqualTo(1);
        assertThat(found.log).contains("a1");
    }

    @Test
    void aMessageThatIsTooLongIsLeftOutAlone() throws IOException {
        Conversation.Builder chat = chat(CHAT, "a1").toBuilder();
        chat.addMessages(HistorySyncMsg.newBuilder()
                .setMessage(WebMessageInfo.newBuilder()
                        .setMessage(Message.newBuilder().setConversation("x".repeat(20_000)))));

        read(HistorySync.newBuilder().addConversations(chat));

        assertThat(found.skipped).isEqualTo(1);
    }

    @Test
    void aMessageNestedTooDeeplyIsLeftOutAlone() throws IOException {
        Message nested = Message.newBuilder().setConversation("x").build();
        for (int i = 0; i < 200; i++) {
            nested = Message.newBuilder()
                    .setEphemeralMessage(FutureProofMessage.newBuilder().setMessage(nested))
                    .build();
        }
        Conversation.Builder chat = chat(CHAT, "a1").toBuilder();
        chat.addMessages(HistorySyncMsg.newBuilder()
                .setMessage(WebMessageInfo.newBuilder().setMessage(nested)));

        read(HistorySync.newBuilder().addConversations(chat));

        assertThat(found.skipped).isEqualTo(1);
        assertThat(found.log).contains("a1", "chat " + CHAT);
    }

    @Test
    void groupsOfTheWireFormatAreRefused() {
        byte[] groups = new byte[10_000];
        Arrays.fill(groups, (byte) 0x0B);

        refused(compressed(ByteString.copyFrom(groups)), HistoryFailure.CORRUPT);
    }

    @Test
    void aZipBombIsRefusedAtTheLimit() {
        // A gigabyte of zeros, made while it is read: some megabyte of it.
        InputStream zeros = new InputStream() {
            private long left = 1L << 30;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                Arrays.fill(bytes, offset, offset + length, (byte) 0);
                left -= length;
                return length;
            }
        };
        // Field 9 of that length, which is skipped: only the inflater can notice.
        InputStream bomb = new DeflaterInputStream(new SequenceInputStream(
                new ByteArrayInputStream(new byte[] {(9 << 3) | 2, -1, -1, -1, -1, 3}), zeros));

        refused(bomb, HistoryFailure.TOO_LARGE);
    }

    @Test
    void moreThanIsAllowedIsRefused() {
        HistorySync.Builder chats = HistorySync.newBuilder();
        HistorySync.Builder names = HistorySync.newBuilder();
        for (int i = 0; i < 11; i++) {
            chats.addConversations(chat(CHAT));
            names.addPushnames(Pushname.newBuilder().setId(CHAT));
        }
        String[] ids = IntStream.range(0, 101).mapToObj(Integer::toString).toArray(String[]::new);

        refused(compressed(chats.build().toByteString()), HistoryFailure.TOO_LARGE);
        refused(compressed(names.build().toByteString()), HistoryFailure.TOO_LARGE);
        refused(
                compressed(HistorySync.newBuilder()
                        .addConversations(chat(CHAT, ids))
                        .build()
                        .toByteString()),
                HistoryFailure.TOO_LARGE);
    }

    @Test
    void aLongDescriptionIsRefusedBeforeItIsRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeTag(2, 2);
        out.writeUInt32NoTag(1 << 30);
        out.writeTag(13, 2);
        out.writeUInt32NoTag(1 << 29);
        out.flush();

        refused(compressed(ByteString.copyFrom(bytes.toByteArray())), HistoryFailure.TOO_LARGE);
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] whole = compressed(HistorySync.newBuilder()
                        .addConversations(chat(CHAT, "a1"))
                        .build()
                        .toByteString())
                .readAllBytes();
        for (int length = 0; length < whole.length - 4; length++) {
            refused(new ByteArrayInputStream(whole, 0, length), HistoryFailure.CORRUPT);
        }
        refused(compressed(ByteString.copyFrom(new byte[] {0x12, 100, 0x0A, 1, 'x'})), HistoryFailure.CORRUPT);
    }

    private void refused(InputStream compressed, HistoryFailure reason) {
        assertThatThrownBy(() -> HistoryReader.read(compressed, LIMITS, found))
                .isInstanceOfSatisfying(
                        HistoryException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    private void read(HistorySync.Builder sync) throws IOException {
        HistoryReader.read(compressed(sync.build().toByteString()), LIMITS, found);
    }

    static Conversation chat(String id, String... messages) {
        Conversation.Builder chat = Conversation.newBuilder().setId(id);
        for (String message : messages) {
            chat.addMessages(HistorySyncMsg.newBuilder()
                    .setMessage(WebMessageInfo.newBuilder()
                            .setKey(MessageKey.newBuilder().setId(message))
                            .setMessageTimestamp(1_700_000_000)
                            .setMessage(Message.newBuilder().setConversation(message))));
        }
        return chat.build();
    }

    private static ByteString conversation(ByteString content) {
        return HistorySync.newBuilder()
                .build()
                .toByteString()
                .concat(field(HistorySync.CONVERSATIONS_FIELD_NUMBER, content));
    }

    private static ByteString message(ByteString content) {
        return field(Conversation.MESSAGES_FIELD_NUMBER, content);
    }

    private static ByteString field(int number, ByteString content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeBytes(number, content);
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    static InputStream compressed(ByteString content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater(1))) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /// Wants the messages of people.
    private static final class Found implements HistorySink {
        final List<String> log = new ArrayList<>();
        final List<Conversation> chats = new ArrayList<>();
        final List<Pushname> names = new ArrayList<>();
        int skipped;

        @Override
        public boolean wantsMessages(int index, Optional<String> id) {
            log.add("asks " + id.orElse("?"));
            return id.flatMap(HistorySurvey::person).isPresent();
        }

        @Override
        public void message(WebMessageInfo message, int bytes) {
            log.add(message.getKey().getId());
        }

        @Override
        public void skipped() {
            skipped++;
        }

        @Override
        public void chat(int index, Conversation chat, boolean idCameLate) {
            log.add("chat " + chat.getId() + (idCameLate ? " late" : ""));
            chats.add(chat);
        }

        @Override
        public void pushName(Pushname name) {
            names.add(name);
        }

        @Override
        public void mapping(PhoneNumberToLidMapping mapping) {
            log.add("mapping");
        }
    }
}
