package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The tables against the SHA-256 sums and positions of three other implementations (whatsmeow, Baileys,
/// whatsapp-rust).
class TokensTest {
    @ParameterizedTest
    @CsvSource({
        "0, 236, 1e8302d2aba0d8c40d09fd79fc9c70347350cb00926dd0e3565683b347be35a5",
        "1, 256, c19c763b07f7684fc58490eb838873edeec498d59bf4d56bbb33d8e7af4cb112",
        "2, 256, e8894a798e1d92bc5f5f5cd1c2ffeef43a5c03acb1775b34d121ffe0a19b8f6a",
        "3, 256, 8f4081781e324d9ab95574b01ff37a44753403cebd0d1feeeb985661cc86cae8",
        "4, 256, 8e397aec42a6a503621910cf3d7a8f9e287e94192031265b6e55519e0e19fadc",
    })
    void holdsTheTablesOfDictionaryVersion3(int number, int entries, String sha256) throws Exception {
        String joined = String.join("\n", Tokens.table(number));

        assertThat(Tokens.table(number)).hasSize(entries);
        assertThat(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(joined.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(sha256);
    }

    @ParameterizedTest
    @CsvSource({
        "xmlstreamend, 2",
        "s.whatsapp.net, 3",
        "iq, 25",
        "g.us, 28",
        "0, 45",
        "success, 76",
        "1, 85",
        "lid, 118",
        "stream:error, 157",
        "msgr, 204",
        "device-identity, 230",
    })
    void knowsSingleByteTokens(String token, int index) {
        assertThat(Tokens.code(token)).isEqualTo(index);
        assertThat(Tokens.single(index)).isEqualTo(token);
    }

    @ParameterizedTest
    @CsvSource({"pair-device, 237, 238", "ref, 237, 80", "conflict, 236, 14", "replaced, 236, 17", "failure, 238, 60"})
    void knowsDoubleByteTokens(String token, int tag, int index) {
        assertThat(Tokens.code(token)).isEqualTo(tag * 256 + index);
        assertThat(Tokens.inDictionary(tag, index)).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ib",
                "md",
                "pair-success",
                "pair-device-sign",
                "link_code_companion_reg",
                "c.us",
                "newsletter",
                "hosted",
                "interop",
                "bot",
                "",
            })
    void knowsWhatIsNoToken(String text) {
        assertThat(Tokens.code(text)).isEqualTo(Tokens.NONE);
    }

    @Test
    void givesEveryTokenACodeOfItsOwn() {
        long distinct = IntStream.rangeClosed(0, 4)
                .mapToObj(Tokens::table)
                .flatMap(List::stream)
                .mapToInt(Tokens::code)
                .distinct()
                .count();

        assertThat(distinct).isEqualTo(236 + 4 * 256);
    }
}
