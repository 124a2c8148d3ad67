package dev.parley.whatsapp.client.appstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.client.HostileNodes;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Vault;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What a server says of collections, and what another device of the account wrote into them, is read or left.
class HostileAppStateProperties {
    private static final int DEEPEST = 4;
    private static final Account SELF = new Account(
            Jid.pn("15550001111").withDevice(3),
            Jid.lid("100000000000009").withDevice(3),
            ADVSignedDeviceIdentity.getDefaultInstance(),
            "android",
            true);

    private final Vault vault = new Vault(new InMemoryDeviceStore());

    @Provide
    Arbitrary<Node> answers() {
        Arbitrary<Bytes> blobs =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200).map(Bytes::wrap);
        Arbitrary<Node> blobNodes = Combinators.combine(Arbitraries.of("snapshot", "patch"), blobs)
                .as((tag, blob) -> Node.of(tag).content(blob).build());
        Arbitrary<Node> inner = Arbitraries.oneOf(
                blobNodes,
                blobNodes
                        .list()
                        .ofMaxSize(4)
                        .map(list -> Node.of("patches").children(list).build()),
                Arbitraries.of("409", "404", "", "-1", "99999999999999999999")
                        .map(code -> Node.of("error").attr("code", code).build()),
                HostileNodes.stanzas("patches", "snapshot", "error"));
        Arbitrary<Node> collections = Combinators.combine(
                        Arbitraries.of("regular", "regular_low", "critical_block", "", "nobody's"),
                        Arbitraries.of("7", "-7", "x", "", "18446744073709551615"),
                        Arbitraries.of("error", "result", ""),
                        inner.list().ofMaxSize(5))
                .as((name, version, type, children) -> Node.of("collection")
                        .attr("name", name)
                        .attr("version", version)
                        .attr("type", type)
                        .children(children)
                        .build());
        return collections
                .list()
                .ofMaxSize(7)
                .map(list -> Node.of("iq").child(Node.of("sync").children(list)).build());
    }

    @Property(tries = 2000)
    void answersOfTheServerAreReadOrLeft(@ForAll("answers") Node iq) {
        CollectionAnswer.readAll(iq).values().forEach(answer -> {
            assertThat(answer.version()).isNotNegative();
            assertThat(answer.isConflict() && answer.isFatal()).isFalse();
        });
    }

    @Property(tries = 5000)
    void actionsAreReadOrLeft(@ForAll ActionType type, @ForAll long seed, @ForAll("arguments") List<String> arguments) {
        Random random = new Random(seed);
        SyncActionValue value = value(random);
        SyncAction action = random.nextInt(8) == 0
                ? SyncAction.remove(type, value.getTimestamp(), arguments.toArray(String[]::new))
                : SyncAction.set(type, value, arguments.toArray(String[]::new));

        assertThatCode(() -> vault.update(records -> {
                    new ActionReader(records, SELF).read(action);
                    ActionReader.time(action.value());
                }))
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<List<String>> arguments() {
        return Arbitraries.of(
                        "15550002222@s.whatsapp.net",
                        "100000000000002@lid",
                        "100000000000002:7@lid",
                        "120363000000000001@g.us",
                        "status@broadcast",
                        "s.whatsapp.net",
                        "3EB0C0FFEE",
                        "1",
                        "0",
                        "",
                        "@",
                        "99999999999999999999@lid")
                .list()
                .ofMaxSize(6);
    }

    private static SyncActionValue value(Random random) {
        try {
            return SyncActionValue.parseFrom(
                    arbitrary(SyncActionValue.getDescriptor(), random, 0).toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DynamicMessage arbitrary(Descriptor type, Random random, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean tooDeep = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth >= DEEPEST;
            if (tooDeep || random.nextInt(3) == 0) {
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
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case STRING ->
                List.of("", "@", "15550002222@s.whatsapp.net", "Grace").get(random.nextInt(4));
            case BYTE_STRING -> ByteString.copyFrom(new byte[random.nextInt(64)]);
            case ENUM -> field.getEnumType().getValues().get(0);
            case MESSAGE -> arbitrary(field.getMessageType(), random, depth + 1);
        };
    }
}
