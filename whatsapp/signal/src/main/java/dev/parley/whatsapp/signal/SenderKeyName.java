package dev.parley.whatsapp.signal;

/// Whose sender keys, and for whom: each device has its own in each group.
///
/// @param groupId the caller's own naming of groups, different for different ones
public record SenderKeyName(String groupId, SignalAddress sender) {

    @Override
    public String toString() {
        return groupId + "::" + sender;
    }
}
