package dev.parley.whatsapp.client.connection;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.HistoryWish;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Credentials;
import dev.parley.whatsapp.proto.AppVersion;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.proto.ClientPayload.DevicePairingRegistrationData;
import dev.parley.whatsapp.proto.ClientPayload.UserAgent;
import dev.parley.whatsapp.proto.ClientPayload.WebInfo;
import dev.parley.whatsapp.proto.DeviceProps;
import dev.parley.whatsapp.signal.SignedPreKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What the client says of itself in ClientFinish (connection.md section 3): who it wants to become, or who it
/// is.
public final class ClientPayloads {
    /// The browser that this client says it is.
    public static final DeviceProps.PlatformType PLATFORM = DeviceProps.PlatformType.CHROME;

    /// The same as text. WhatsApp wants a browser and an operating system that it knows, in exactly this form
    /// (connection.md section 7.2).
    public static final String DISPLAY_NAME = "Chrome (Linux)";

    private static final byte[] DJB_TYPE = {0x05};
    private static final String OS_VERSION = "0.1";
    private static final int STORAGE_QUOTA_MB = 10_240;
    private static final int THUMBNAIL_DAYS = 60;
    /// What WhatsApp's own program for Windows asks for.
    private static final int FULL_DAYS = 365;

    private ClientPayloads() {}

    /// For a device that no phone knows yet.
    ///
    /// @param deviceName what the phone shows under "Linked devices"
    /// @param history how much of it the phone is asked for
    public static ClientPayload registration(
            ClientVersion version,
            Credentials credentials,
            SignedPreKey signedPreKey,
            String deviceName,
            HistoryWish history) {
        return common(version)
                .setPassive(false)
                .setPull(false)
                .setDevicePairingData(DevicePairingRegistrationData.newBuilder()
                        .setERegid(bigEndian(credentials.registrationId(), 4))
                        .setEKeytype(ByteString.copyFrom(DJB_TYPE))
                        .setEIdent(ByteString.copyFrom(
                                credentials.identityKey().publicKey().bytes()))
                        .setESkeyId(bigEndian(signedPreKey.id(), 3))
                        .setESkeyVal(ByteString.copyFrom(
                                signedPreKey.keyPair().publicKey().bytes()))
                        .setESkeySig(
                                ByteString.copyFrom(signedPreKey.signature().bytes()))
                        .setBuildHash(ByteString.copyFrom(md5(version.toString())))
                        .setDeviceProps(deviceProps(deviceName, history).toByteString()))
                .build();
    }

    /// For a linked device.
    public static ClientPayload login(ClientVersion version, Account account) {
        return common(version)
                .setUsername(Long.parseUnsignedLong(account.pn().user()))
                .setDevice(account.pn().device())
                .setPassive(true)
                .setPull(true)
                .setLc(1)
                .setLidDbMigrated(true)
                .build();
    }

    private static ClientPayload.Builder common(ClientVersion version) {
        return ClientPayload.newBuilder()
                .setUserAgent(UserAgent.newBuilder()
                        .setPlatform(UserAgent.Platform.WEB)
                        .setAppVersion(AppVersion.newBuilder()
                                .setPrimary(version.primary())
                                .setSecondary(version.secondary())
                                .setTertiary(version.tertiary()))
                        .setMcc("000")
                        .setMnc("000")
                        .setOsVersion(OS_VERSION)
                        .setManufacturer("")
                        .setDevice("Desktop")
                        .setOsBuildNumber(OS_VERSION)
                        .setReleaseChannel(UserAgent.ReleaseChannel.RELEASE)
                        .setLocaleLanguageIso6391("en")
                        .setLocaleCountryIso31661Alpha2("US"))
                .setWebInfo(WebInfo.newBuilder().setWebSubPlatform(WebInfo.WebSubPlatform.WEB_BROWSER))
                .setConnectType(ClientPayload.ConnectType.WIFI_UNKNOWN)
                .setConnectReason(ClientPayload.ConnectReason.USER_ACTIVATED);
    }

    /// The two rows that WhatsApp Web knows (media-history-appstate.md section 4.7), the second in a browser's name.
    private static DeviceProps deviceProps(String deviceName, HistoryWish history) {
        DeviceProps.HistorySyncConfig.Builder config = DeviceProps.HistorySyncConfig.newBuilder()
                .setStorageQuotaMb(STORAGE_QUOTA_MB)
                .setInlineInitialPayloadInE2EeMsg(true)
                .setSupportCallLogHistory(true)
                .setSupportBotUserAgentChatHistory(true)
                .setSupportCagReactionsAndPolls(true)
                .setSupportBizHostedMsg(true)
                .setSupportRecentSyncChunkMessageCountTuning(true)
                .setSupportHostedGroupMsg(true)
                .setSupportFbidBotChatHistory(true)
                .setSupportMessageAssociation(true)
                .setSupportGroupHistory(true)
                .setThumbnailSyncDaysLimit(THUMBNAIL_DAYS);
        if (history.full()) {
            config.setFullSyncDaysLimit(history.days().orElse(FULL_DAYS))
                    .setOnDemandReady(true)
                    .setCompleteOnDemandReady(true);
        }
        return DeviceProps.newBuilder()
                .setOs(deviceName)
                .setVersion(
                        AppVersion.newBuilder().setPrimary(0).setSecondary(1).setTertiary(0))
                .setPlatformType(PLATFORM)
                .setRequireFullSync(history.full())
                .setHistorySyncConfig(config)
                .build();
    }

    private static ByteString bigEndian(int value, int length) {
        byte[] four = ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
        return ByteString.copyFrom(four, Integer.BYTES - length, length);
    }

    /// The protocol's choice; nothing secret hangs on it.
    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
