package dev.parley.whatsapp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.client.HistoryWish;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.crypto.XEdDsa;
import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.proto.ClientPayload.DevicePairingRegistrationData;
import dev.parley.whatsapp.proto.DeviceProps;
import dev.parley.whatsapp.signal.SignedPreKey;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The fields of connection.md section 3.
class ClientPayloadsTest {
    private static final ClientVersion VERSION =
            ClientVersion.parse("2.3000.1045649367").orElseThrow();

    private final SecureRandom random = new SecureRandom();
    private final Credentials credentials = Credentials.generate(random);

    @Test
    void aRegistrationCarriesTheKeysInTheFormsOfTheProtocol() throws InvalidProtocolBufferException {
        SignedPreKey signedPreKey = SignedPreKey.generate(1, credentials.identityKey(), random);

        ClientPayload payload =
                ClientPayloads.registration(VERSION, credentials, signedPreKey, "Parley", HistoryWish.RECENT);

        DevicePairingRegistrationData data = payload.getDevicePairingData();
        assertThat(payload.hasPassive()).isTrue();
        assertThat(payload.getPassive()).isFalse();
        assertThat(payload.hasPull()).isTrue();
        assertThat(payload.getPull()).isFalse();
        assertThat(payload.hasUsername()).isFalse();
        assertThat(HexFormat.of().formatHex(data.getBuildHash().toByteArray()))
                .as("md5 of the version: connection.md section 13")
                .isEqualTo("9fa53af9421567b114e33c9bb1ef7db2");
        assertThat(data.getERegid().toByteArray()).hasSize(4);
        assertThat(data.getEKeytype().toByteArray()).containsExactly(5);
        assertThat(data.getESkeyId().toByteArray()).containsExactly(0, 0, 1);
        assertThat(data.getEIdent().toByteArray())
                .isEqualTo(credentials.identityKey().publicKey().bytes());
        assertThat(XEdDsa.verify(
                        credentials.identityKey().publicKey(),
                        PublicKey.of(data.getESkeyVal().toByteArray()).typed(),
                        data.getESkeySig().toByteArray()))
                .isTrue();
        assertThat(DeviceProps.parseFrom(data.getDeviceProps()).getOs()).isEqualTo("Parley");
    }

    @Test
    void aLoginNamesTheDevice() {
        Account account = new Account(
                Jid.pn("15550001111").withDevice(12),
                Jid.lid("100000000000001").withDevice(12),
                ADVSignedDeviceIdentity.getDefaultInstance(),
                "android",
                true);

        ClientPayload payload = ClientPayloads.login(VERSION, account);

        assertThat(payload.getUsername()).isEqualTo(15550001111L);
        assertThat(payload.getDevice()).isEqualTo(12);
        assertThat(payload.getPassive()).isTrue();
        assertThat(payload.getPull()).isTrue();
        assertThat(payload.hasDevicePairingData()).isFalse();
        assertThat(payload.getUserAgent().getAppVersion().getTertiary()).isEqualTo(1045649367);
    }
}
