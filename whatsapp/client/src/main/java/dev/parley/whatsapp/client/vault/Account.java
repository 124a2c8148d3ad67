package dev.parley.whatsapp.client.vault;

import dev.parley.whatsapp.proto.ADVSignedDeviceIdentity;
import dev.parley.whatsapp.wire.Jid;

/// What a linked device knows of its account.
///
/// @param pn this device by phone number
/// @param lid this device by LID; the same device number
/// @param identity the account's signature over this device's identity, with the account's key; goes with every
///     `pkmsg`
/// @param platform the phone's
/// @param lidMigrated whether the account addresses direct chats by LID
public record Account(Jid pn, Jid lid, ADVSignedDeviceIdentity identity, String platform, boolean lidMigrated) {
    public Account withLid(Jid newLid) {
        return new Account(pn, newLid, identity, platform, lidMigrated);
    }

    /// From now on direct chats are addressed by LID.
    public Account withLidMigrated() {
        return new Account(pn, lid, identity, platform, true);
    }

    /// Whether `jid` is this account, under either name and with whatever device.
    public boolean owns(Jid jid) {
        return jid.bare().equals(pn.bare()) || jid.bare().equals(lid.bare());
    }

    /// Whether `jid` is this very device, under either name.
    public boolean isThisDevice(Jid jid) {
        return jid.equals(pn) || jid.equals(lid);
    }
}
