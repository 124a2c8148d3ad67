package dev.parley.whatsapp.client.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.proto.DeviceSentMessage;
import dev.parley.whatsapp.proto.FutureProofMessage;
import dev.parley.whatsapp.proto.Message;
import org.junit.jupiter.api.Test;

class UnwrapperTest {
    private static final Message TEXT =
            Message.newBuilder().setConversation("hello").build();

    @Test
    void takesOffWhatOwnDevicesWrapIn() {
        assertThat(Unwrapper.fromOwnDevice(deviceSent())).isEqualTo(TEXT);
    }

    @Test
    void doesNotLetOthersWriteInOurName() {
        assertThat(ContentReader.read(deviceSent())).isEmpty();
    }

    @Test
    void reachesTheContentThroughSeveralWrappers() {
        Message wrapped = Message.newBuilder()
                .setEphemeralMessage(FutureProofMessage.newBuilder()
                        .setMessage(Message.newBuilder()
                                .setViewOnceMessageV2(
                                        FutureProofMessage.newBuilder().setMessage(TEXT))))
                .build();

        assertThat(Unwrapper.unwrap(wrapped).message()).isEqualTo(TEXT);
    }

    @Test
    void stopsAtABoundOfDepth() {
        Message nested = TEXT;
        for (int i = 0; i < 50; i++) {
            nested = Message.newBuilder()
                    .setEphemeralMessage(FutureProofMessage.newBuilder().setMessage(nested))
                    .build();
        }

        assertThat(Unwrapper.unwrap(nested).message().hasEphemeralMessage()).isTrue();
    }

    private static Message deviceSent() {
        return Message.newBuilder()
                .setDeviceSentMessage(DeviceSentMessage.newBuilder()
                        .setDestinationJid("15550002222@s.whatsapp.net")
                        .setMessage(TEXT))
                .build();
    }
}
