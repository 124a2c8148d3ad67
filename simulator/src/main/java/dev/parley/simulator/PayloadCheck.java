package dev.parley.simulator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.proto.AppVersion;
import dev.parley.whatsapp.proto.ClientPayload;
import dev.parley.whatsapp.proto.ClientPayload.DevicePairingRegistrationData;
import dev.parley.whatsapp.proto.DeviceProps;
import dev.parley.whatsapp.signal.Signature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// What the server demands of a ClientPayload (protocol notes, connection 3): a version that is new enough, and
/// for a registration every field in its exact length, the build hash of that version, and a true signature.
final class PayloadCheck {
    private static final int PRIMARY = 2;
    private static final int SECONDARY = 3000;
    private static final int ID_LENGTH = 3;
    private static final ByteString CURVE_25519 = ByteString.fromHex("05");

    private final int minimumRevision;

    PayloadCheck(int minimumRevision) {
        this.minimumRevision = minimumRevision;
    }

    /// What the payload asks for, or the reason of the `<failure>` that answers it.
    sealed interface Verdict {}

    record Register(Registration registration) implements Verdict {}

    /// @param passive whether the client will say `active` before anything is to be sent
    record Login(String phone, int device, boolean passive) implements Verdict {}

    record Refused(int reason) implements Verdict {}

    private static final Refused BAD_REQUEST = new Refused(400);
    private static final Refused OUTDATED = new Refused(405);

    Verdict check(ByteString bytes, PublicKey noiseKey) {
        Optional<ClientPayload> parsed = parse(bytes);
        if (parsed.isEmpty()) {
            return BAD_REQUEST;
        }
        ClientPayload payload = parsed.get();
        if (!payload.hasUserAgent() || !payload.getUserAgent().hasAppVersion()) {
            return BAD_REQUEST;
        }
        AppVersion version = payload.getUserAgent().getAppVersion();
        if (!isCurrent(version)) {
            return OUTDATED;
        }
        if (payload.hasDevicePairingData() == payload.hasUsername()) {
            return BAD_REQUEST;
        }
        return payload.hasUsername() ? login(payload) : registration(payload.getDevicePairingData(), version, noiseKey);
    }

    static Optional<ClientPayload> parse(ByteString bytes) {
        try {
            return Optional.of(ClientPayload.parseFrom(bytes));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }

    private boolean isCurrent(AppVersion version) {
        return version.getPrimary() == PRIMARY
                && version.getSecondary() == SECONDARY
                && Integer.compareUnsigned(version.getTertiary(), Math.max(1, minimumRevision)) >= 0;
    }

    private static Verdict login(ClientPayload payload) {
        return payload.getDevice() > 0
                ? new Login(Long.toUnsignedString(payload.getUsername()), payload.getDevice(), payload.getPassive())
                : BAD_REQUEST;
    }

    private static Verdict registration(DevicePairingRegistrationData data, AppVersion version, PublicKey noiseKey) {
        boolean complete = data.getERegid().size() == Integer.BYTES
                && data.getEKeytype().equals(CURVE_25519)
                && data.getEIdent().size() == PublicKey.LENGTH
                && data.getESkeyId().size() == ID_LENGTH
                && data.getESkeyVal().size() == PublicKey.LENGTH
                && data.getESkeySig().size() == Signature.LENGTH
                && data.getBuildHash().equals(buildHash(version));
        Optional<DeviceProps> props = deviceProps(data.getDeviceProps());
        if (!complete || props.isEmpty()) {
            return BAD_REQUEST;
        }
        PublicKey identity = PublicKey.of(data.getEIdent().toByteArray());
        PublishedSignedPreKey signed = new PublishedSignedPreKey(
                ByteBuffer.allocate(Integer.BYTES)
                        .put((byte) 0)
                        .put(data.getESkeyId().toByteArray())
                        .getInt(0),
                PublicKey.of(data.getESkeyVal().toByteArray()),
                Signature.of(data.getESkeySig().toByteArray()));
        int registrationId = ByteBuffer.wrap(data.getERegid().toByteArray()).getInt();
        return signed.id() > 0 && signed.isSignedBy(identity)
                ? new Register(new Registration(noiseKey, identity, registrationId, signed, props.get()))
                : BAD_REQUEST;
    }

    /// MD5 of the version as text, which the client is to compute from what it claims to be.
    private static ByteString buildHash(AppVersion version) {
        String text = version.getPrimary() + "." + version.getSecondary() + "."
                + Integer.toUnsignedString(version.getTertiary());
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return ByteString.copyFrom(md5.digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<DeviceProps> deviceProps(ByteString encoded) {
        try {
            return Optional.of(DeviceProps.parseFrom(encoded)).filter(DeviceProps::hasPlatformType);
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }
}
