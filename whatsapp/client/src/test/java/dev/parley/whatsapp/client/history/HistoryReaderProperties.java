package dev.parley.whatsapp.client.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.Conversation;
import dev.parley.whatsapp.proto.HistorySync;
import dev.parley.whatsapp.proto.Pushname;
import dev.parley.whatsapp.proto.WebMessageInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Whatever comes, the reader refuses it with its cause or reads it, and stays within its limits.
class HistoryReaderProperties {
    private static final HistoryLimits LIMITS = new HistoryLimits(100_000, 1000, 20, 50, 20);

    @Property(tries = 2000)
    void arbitraryFilesAreRefusedWithTheirCause(@ForAll byte[] bytes) throws IOException {
        read(new ByteArrayInputStream(bytes));
    }

    @Property(tries = 2000)
    void arbitraryContentIsReadOrRefusedWithItsCause(@ForAll byte[] bytes) throws IOException {
        read(HistoryReaderTest.compressed(ByteString.copyFrom(bytes)));
    }

    /// Deeper than arbitrary bytes get: a real file with some bytes replaced.
    @Property(tries = 3000)
    void damagedFilesAreReadOrRefusedWithTheirCause(
            @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 10_000) Integer> places, @ForAll byte value)
            throws IOException {
        byte[] content = HistorySync.newBuilder()
                .addConversations(HistoryReaderTest.chat("15550002222@s.whatsapp.net", "a1", "a2"))
                .addConversations(HistoryReaderTest.chat("100000000000002@lid", "b1"))
                .addPushnames(Pushname.newBuilder().setId("x").setPushname("y"))
                .setNctSalt(ByteString.copyFromUtf8("salt"))
                .build()
                .toByteArray();
        for (int place : places) {
            content[place % content.length] = (byte) (value + place);
        }
        read(HistoryReaderTest.compressed(ByteString.copyFrom(content)));
    }

    private static void read(InputStream file) throws IOException {
        Counting counting = new Counting();
        try {
            HistoryReader.read(file, LIMITS, counting);
        } catch (HistoryException e) {
            assertThat(e.reason()).isNotNull();
        }
        assertThat(counting.chats).isLessThanOrEqualTo(LIMITS.chats());
        assertThat(counting.messages).isLessThanOrEqualTo(LIMITS.messages());
    }

    private static final class Counting implements HistorySink {
        int chats;
        int messages;

        @Override
        public boolean wantsMessages(int index, Optional<String> id) {
            return true;
        }

        @Override
        public void message(WebMessageInfo message, int bytes) {
            assertThat(bytes).isLessThanOrEqualTo(LIMITS.messageBytes());
            messages++;
        }

        @Override
        public void chat(int index, Conversation chat, boolean idCameLate) {
            chats++;
        }
    }
}
