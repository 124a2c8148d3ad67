package dev.parley.whatsapp.client.store;

/// The kinds of entry a device keeps. The code is what a database stores: it never changes.
public enum EntryKind {
    /// The device's own keys and account, one entry.
    CREDENTIALS("credentials"),
    /// One-time pre-keys by id, until they are used.
    PRE_KEY("pre-key"),
    /// Signed pre-keys by id.
    SIGNED_PRE_KEY("signed-pre-key"),
    /// Signal sessions by address.
    SESSION("session"),
    /// Remote identity keys by address.
    IDENTITY("identity"),
    /// Known devices of a user, by user.
    DEVICE_LIST("device-list"),
    /// Phone number by LID, and LID by phone number.
    LID_MAPPING("lid-mapping"),
    /// Plaintext of sent messages by id, kept to answer retry receipts.
    SENT_MESSAGE("sent-message"),
    /// How often messages were asked for again.
    RETRY("retry"),
    /// Others' sender keys by group and person, with which they encrypt for all members at once.
    SENDER_KEY("sender-key"),
    /// Receipts of messages read and played here, until WhatsApp has them.
    OWED_RECEIPT("owed-receipt"),
    /// Calls that ring, by id.
    CALL("call"),
    /// Sent messages that missed devices.
    FAN_OUT("fan-out"),
    /// Received stanzas that the consumer could not take.
    SET_ASIDE("set-aside"),
    /// Privacy tokens by person.
    PRIVACY_TOKEN("privacy-token"),
    /// People who have to be issued a privacy token again.
    PRIVACY_TOKEN_DUE("privacy-token-due"),
    /// Files that the phone was asked to upload again, by message.
    MEDIA_REQUEST("media-request"),
    /// Secrets, poll options and deletions by message.
    MESSAGE_NOTE("message-note"),
    /// When messages disappear, by chat.
    CHAT_TIMER("chat-timer"),
    /// Messages that the phone is asked for.
    WANTED_MESSAGE("wanted-message"),
    /// Small values of the engine's own: counters, routing info.
    SETTING("setting");

    private final String code;

    EntryKind(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
