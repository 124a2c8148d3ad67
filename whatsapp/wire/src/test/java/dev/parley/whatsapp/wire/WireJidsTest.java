package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// JID values as bytes. The vectors with whole hex strings come from the same computation as [NodeVectorsTest].
class WireJidsTest {
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of(Jid.SERVER, "fa0003"),
                Arguments.of(Jid.pn("15551234567"), "faff8615551234567f03"),
                Arguments.of(Jid.pn("15551234567").withDevice(12), "f7000cff8615551234567f"),
                Arguments.of(Jid.lid("186303081611421"), "faff88186303081611421f76"),
                Arguments.of(Jid.lid("186303081611421").withDevice(12), "f7010cff88186303081611421f"),
                Arguments.of(new Jid("15551234567", 99, 0, "hosted"), "f78063ff8615551234567f"),
                Arguments.of(Jid.of("123-456", "g.us"), "faff84123a456f1c"),
                Arguments.of(Jid.STATUS_BROADCAST, "fa0b0d"),
                Arguments.of(Jid.of("120363", "newsletter"), "faff03120363fc0a6e6577736c6574746572"),
                // Built by hand from the forms of the format.
                Arguments.of(Jid.of("15551234567", "hosted"), "f78000ff8615551234567f"),
                Arguments.of(new Jid("186303081611421", 99, 0, "hosted.lid"), "f78163ff88186303081611421f"),
                Arguments.of(Jid.pn("15551234567").withDevice(255), "f700ffff8615551234567f"),
                Arguments.of(new Jid("1234", 258, 0, "msgr"), "f6ff0212340102cc"),
                Arguments.of(new Jid("1234", 258, 772, "interop"), "f5ff02123401020304fc07696e7465726f70"),
                Arguments.of(Jid.of("", "g.us"), "fa001c"),
                Arguments.of(Jid.of("1234", "new.server"), "faff021234fc0a6e65772e736572766572"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void writesTheBytes(Jid jid, String hex) {
        assertThat(HexFormat.of().formatHex(bytes(jid))).isEqualTo(hex);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void readsTheBytes(Jid jid, String hex) {
        assertThat(read(hex)).isEqualTo(jid);
    }

    @ParameterizedTest
    @CsvSource({"02, s.whatsapp.net", "7f, s.whatsapp.net", "82, s.whatsapp.net", "80, hosted", "81, hosted.lid"})
    void readsUnknownDomainsAsPhoneNumbers(String domain, String server) {
        assertThat(read("f7" + domain + "05ff021234")).isEqualTo(new Jid("1234", 5, 0, server));
    }

    @Test
    void readsAHostedPairAsOtherClientsWriteIt() {
        assertThat(read("faff021234fc06686f73746564")).isEqualTo(Jid.of("1234", "hosted"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fa1c00", // server null
                "faff021234fc00", // server empty
                "fafa000303", // user is itself a JID
                "f7000c00", // AD user null
                "f7000cfc00", // AD user empty
                "f6000005cc", // FB user null
                "f6ff02123400051c", // FB form, server g.us
                "f50000050006fc07696e7465726f70", // interop user null
                "f5ff021234000500061c", // interop form, server g.us
                "f5ff02123400050006", // interop without a server
                "f7000c", // cut
            })
    void refusesWhatIsNoJid(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(WireFormatException.class);
    }

    static Stream<Jid> jidsWithoutAForm() {
        return Stream.of(
                Jid.pn("15550001111").withDevice(256),
                Jid.lid("15550001111").withDevice(256),
                Jid.of("1234", "g.us").withDevice(1),
                Jid.SERVER.withDevice(1),
                new Jid("1234", 0, 1, "s.whatsapp.net"),
                new Jid("1234", 1, 1, "lid"),
                new Jid("1234", 1, 1, "msgr"));
    }

    @ParameterizedTest
    @MethodSource("jidsWithoutAForm")
    void refusesToCutAJid(Jid jid) {
        assertThatThrownBy(() -> bytes(jid))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining("cannot hold");
    }

    private static byte[] bytes(Jid jid) {
        ByteSink out = new ByteSink(16, 1000);
        WireJids.write(jid, out);
        return out.finish();
    }

    private static Jid read(String hex) {
        ByteSource in = new ByteSource(HexFormat.of().parseHex(hex), 0);
        Jid jid = WireJids.read(in.u8(), in);
        assertThat(in.remaining()).isZero();
        return jid;
    }
}
