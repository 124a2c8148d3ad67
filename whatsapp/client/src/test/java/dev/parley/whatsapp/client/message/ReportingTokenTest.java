package dev.parley.whatsapp.client.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.content.MessageSecret;
import dev.parley.whatsapp.proto.ContextInfo;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.MessageContextInfo;
import dev.parley.whatsapp.proto.ReactionMessage;
import dev.parley.whatsapp.wire.Jid;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// Vectors of messaging.md section 4.7 and appendix A.4.
class ReportingTokenTest {
    private static final Jid SENDER = Jid.lid("100000000000001");
    private static final Jid CHAT = Jid.lid("100000000000002");
    private static final String ID = "3EB0C0FFEE00000000000001";
    private static final Message HELLO =
            Message.newBuilder().setConversation("hello").build();

    @Test
    void derivesTheKeysOfTheVectors() {
        assertThat(hex(secret().key(MessageSecret.Use.REPORT_TOKEN, ID, SENDER, CHAT)))
                .isEqualTo("49f499d0669d9adcde6ebb276a5f4de62d3c5250ac690532684dbb73906acd8c");
        assertThat(hex(secret().key(MessageSecret.Use.POLL_VOTE, ID, SENDER, CHAT)))
                .isEqualTo("b2e5f96e42d26d9391ac3b6c0bcdc9304e83cb96cebd842b6fe083c6414860e3");
    }

    @Test
    void makesTheTokenOfTheVector() {
        assertThat(hex(ReportingToken.content(HELLO.toByteArray()))).isEqualTo("0a0568656c6c6f");
        assertThat(ReportingToken.token(secret(), ID, SENDER, CHAT, HELLO.toByteArray())
                        .hex())
                .isEqualTo("98fa92023ce94b2ef512f1b5b1a02969");
    }

    @Test
    void countsOnlyWhatIsListedAtEveryDepth() {
        ExtendedTextMessage text = ExtendedTextMessage.newBuilder()
                .setText("hi")
                .setTitle("not counted")
                .setContextInfo(ContextInfo.newBuilder().setStanzaId("A1").setIsForwarded(true))
                .build();
        ExtendedTextMessage counted = ExtendedTextMessage.newBuilder()
                .setText("hi")
                .setContextInfo(ContextInfo.newBuilder().setIsForwarded(true))
                .build();

        assertThat(ReportingToken.content(wrapped(text).toByteArray()))
                .isEqualTo(wrapped(counted).toByteArray());
        assertThat(ReportingToken.content(Message.newBuilder()
                        .setMessageContextInfo(MessageContextInfo.newBuilder().setReportingTokenVersion(2))
                        .build()
                        .toByteArray()))
                .isEmpty();
    }

    @Test
    void isNotMadeForWhatNobodyReports() {
        Message.Builder reaction = Message.newBuilder()
                .setReactionMessage(ReactionMessage.newBuilder().setText("👍"));
        reaction.getMessageContextInfoBuilder()
                .setMessageSecret(com.google.protobuf.ByteString.copyFrom(secret().bytes()));

        assertThat(ReportingToken.of(reaction.build(), ID, SENDER, CHAT)).isEmpty();
        assertThat(ReportingToken.of(HELLO, ID, SENDER, CHAT))
                .as("without a secret")
                .isEmpty();
    }

    private static Message wrapped(ExtendedTextMessage text) {
        return Message.newBuilder()
                .setDocumentWithCaptionMessage(FutureProofMessage.newBuilder()
                        .setMessage(Message.newBuilder().setExtendedTextMessage(text)))
                .build();
    }

    private static MessageSecret secret() {
        byte[] bytes = new byte[MessageSecret.LENGTH];
        Arrays.fill(bytes, (byte) 0x2A);
        return MessageSecret.of(bytes).orElseThrow();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
