package dev.parley.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.AppVersion;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.proto.ClientPayload.DevicePairingRegistrationData;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadCheckTest {
    private final Companion companion = new Companion(new SecureRandom());
    private final PayloadCheck check = new PayloadCheck(1_000_000_000);

    @Test
    void takesARegistrationWithAllItsFields() {
        PayloadCheck.Verdict verdict = check(companion.registration());

        assertThat(verdict).isInstanceOfSatisfying(PayloadCheck.Register.class, register -> {
            assertThat(register.registration().identity())
                    .isEqualTo(companion.identity().publicKey());
            assertThat(register.registration().noiseKey())
                    .isEqualTo(companion.noise().publicKey());
            assertThat(register.registration().signedPreKey()).isEqualTo(companion.signedPreKey());
        });
    }

    @Test
    void takesALogin() {
        ClientPayload.Builder login = companion
                .registration()
                .clearDevicePairingData()
                .setUsername(15_550_001_111L)
                .setDevice(7)
                .setPassive(true);

        assertThat(check(login)).isEqualTo(new PayloadCheck.Login("15550001111", 7, true));
    }

    @Test
    void findsAClientOutdatedBelowTheMinimum() {
        AppVersion old = Companion.VERSION.toBuilder().setTertiary(999_999_999).build();

        assertThat(check(withVersion(old))).isEqualTo(new PayloadCheck.Refused(405));
    }

    @Test
    void findsAnotherKindOfVersionOutdated() {
        AppVersion other = Companion.VERSION.toBuilder().setSecondary(2999).build();

        assertThat(check(withVersion(other))).isEqualTo(new PayloadCheck.Refused(405));
    }

    @Test
    void refusesABuildHashOfAnotherVersion() {
        AppVersion newer =
                Companion.VERSION.toBuilder().setTertiary(1_045_649_368).build();

        assertThat(check(withVersion(newer))).isEqualTo(new PayloadCheck.Refused(400));
    }

    @Test
    void refusesWhatIsNeitherRegistrationNorLoginOrBoth() {
        assertThat(check(companion.registration().clearDevicePairingData())).isEqualTo(new PayloadCheck.Refused(400));
        assertThat(check(companion.registration().setUsername(1))).isEqualTo(new PayloadCheck.Refused(400));
        assertThat(check(companion.registration().clearUserAgent())).isEqualTo(new PayloadCheck.Refused(400));
        assertThat(check.check(
                        ByteString.copyFromUtf8("no protobuf"),
                        companion.noise().publicKey()))
                .isEqualTo(new PayloadCheck.Refused(400));
    }

    static Stream<UnaryOperator<DevicePairingRegistrationData.Builder>> flaws() {
        ByteString three = ByteString.fromHex("010203");
        return Stream.of(
                data -> data.setERegid(three),
                data -> data.setEKeytype(ByteString.fromHex("06")),
                data -> data.setEIdent(three),
                data -> data.setESkeyId(ByteString.fromHex("00000001")),
                data -> data.setESkeyId(ByteString.fromHex("000000")),
                data -> data.setESkeyVal(three),
                data -> data.setESkeySig(three),
                data -> data.setESkeySig(ByteString.copyFrom(new byte[64])),
                data -> data.clearBuildHash(),
                data -> data.clearDeviceProps(),
                data -> data.setDeviceProps(ByteString.copyFromUtf8("no protobuf")));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void refusesARegistrationWithAFlaw(UnaryOperator<DevicePairingRegistrationData.Builder> flaw) {
        ClientPayload.Builder payload = companion.registration();
        payload.setDevicePairingData(
                flaw.apply(payload.getDevicePairingData().toBuilder()).build());

        assertThat(check(payload)).isEqualTo(new PayloadCheck.Refused(400));
    }

    private ClientPayload.Builder withVersion(AppVersion version) {
        ClientPayload.Builder payload = companion.registration();
        payload.getUserAgentBuilder().setAppVersion(version);
        return payload;
    }

    private PayloadCheck.Verdict check(ClientPayload.Builder payload) {
        return check.check(payload.build().toByteString(), companion.noise().publicKey());
    }
}
