package dev.parley.whatsapp.client.device;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.ADVKeyIndexList;
import dev.parley.whatsapp.proto.ADVSignedKeyIndexList;
import dev.parley.whatsapp.proto.StoredDeviceList;
import dev.parley.whatsapp.wire.Node;
import java.util.OptionalLong;

/// Which devices of a list the account still vouches for (messaging.md section 2.3): the phone always, a
/// companion when its key index is valid or newer than the list. Companions without a list are not used.
final class KeyIndexFilter {
    private KeyIndexFilter() {}

    /// @param devices a usync `devices` node
    static StoredDeviceList devices(Node devices) {
        ADVKeyIndexList valid = devices.child("key-index-list")
                .flatMap(Node::bytes)
                .map(bytes -> parse(bytes.toByteArray()))
                .orElse(ADVKeyIndexList.getDefaultInstance());
        StoredDeviceList.Builder list =
                StoredDeviceList.newBuilder().setRawId(valid.getRawId()).setTimestamp(valid.getTimestamp());
        devices.child("device-list")
                .ifPresent(found -> found.children("device").stream()
                        .filter(device -> isValid(device, valid))
                        .forEach(device ->
                                list.addDevice((int) device.number("id").orElse(0))));
        return list.build();
    }

    private static boolean isValid(Node device, ADVKeyIndexList valid) {
        OptionalLong id = device.number("id");
        if (id.isEmpty() || device.hasAttr("is_hosted", "true")) {
            return false;
        }
        OptionalLong keyIndex = device.number("key-index");
        return id.getAsLong() == 0
                || (valid.hasRawId()
                        && keyIndex.isPresent()
                        && (keyIndex.getAsLong() > valid.getCurrentIndex()
                                || valid.getValidIndexesList().contains((int) keyIndex.getAsLong())));
    }

    private static ADVKeyIndexList parse(byte[] signed) {
        try {
            return ADVKeyIndexList.parseFrom(
                    ADVSignedKeyIndexList.parseFrom(signed).getDetails());
        } catch (InvalidProtocolBufferException _) {
            return ADVKeyIndexList.getDefaultInstance();
        }
    }
}
