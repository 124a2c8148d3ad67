package dev.parley.whatsapp.client.content;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.Message;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Whatever a stranger writes, it is read without a failure.
class ContentProperties {
    private static final int DEEPEST = 12;

    @Property(tries = 2_000)
    void readsArbitraryBytes(@ForAll byte[] bytes) {
        parse(bytes).ifPresent(ContentProperties::readAndPassOn);
    }

    @Property(tries = 2_000)
    void readsArbitraryMessages(@ForAll long seed) {
        Random random = new Random(seed);
        parse(arbitrary(Message.getDescriptor(), random, 0).toByteArray()).ifPresent(ContentProperties::readAndPassOn);
    }

    @Property(tries = 1_000)
    void readsBrokenCopiesOfArbitraryMessages(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = arbitrary(Message.getDescriptor(), random, 0).toByteArray();
        for (int i = 0; bytes.length > 0 && i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        parse(bytes).ifPresent(ContentProperties::readAndPassOn);
    }

    private static void readAndPassOn(Message message) {
        assertThatCode(() -> {
                    ContentReader.read(message).ifPresent(read -> read.content().words());
                    ContextWriter.forwarded(message);
                    ContextWriter.quoted(message);
                })
                .doesNotThrowAnyException();
    }

    private static Optional<Message> parse(byte[] bytes) {
        try {
            return Optional.of(Message.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    /// One to three fields, so that deep messages come up as well as wide ones.
    private static DynamicMessage arbitrary(Descriptor type, Random random, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            FieldDescriptor field =
                    type.getFields().get(random.nextInt(type.getFields().size()));
            boolean tooDeep = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth >= DEEPEST;
            if (tooDeep) {
                continue;
            }
            if (field.isRepeated()) {
                message.addRepeatedField(field, value(field, random, depth));
            } else {
                message.setField(field, value(field, random, depth));
            }
        }
        return message.build();
    }

    private static Object value(FieldDescriptor field, Random random, int depth) {
        return switch (field.getJavaType()) {
            case INT -> random.nextInt();
            case LONG -> random.nextLong();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
            case BOOLEAN -> random.nextBoolean();
            case STRING -> text(random);
            case BYTE_STRING -> ByteString.copyFrom(bytes(random));
            case ENUM -> field.getEnumType().getValues().get(0);
            case MESSAGE -> arbitrary(field.getMessageType(), random, depth + 1);
        };
    }

    private static String text(Random random) {
        String[] texts = {"", " ", "\0", "15550001111@s.whatsapp.net", "@", "{\"display_text\":\"\\u\"}", "\ud83d\ude00"
        };
        return texts[random.nextInt(texts.length)];
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextBoolean() ? 32 : random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }
}
