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
    /// Keys for app state by id; never dropped, since old records stay under theirs.
    APP_STATE_KEY("app-state-key"),
    /// Keys for app state that were asked for, by id.
    APP_STATE_KEY_REQUEST("app-state-key-request"),
    /// Keys for app state that own devices asked for, by device.
    APP_STATE_KEY_ANSWER("app-state-key-answer"),
    /// Version and hash of the app state's collections, by name.
    APP_STATE_COLLECTION("app-state-collection"),
    /// How far each collection's synchronisation is, by name.
    APP_STATE_PROGRESS("app-state-progress"),
    /// Value MACs of the app state's records, by collection and index MAC.
    APP_STATE_MAC("app-state-mac"),
    /// Changes of our own to the app state until they came back from the server, by number.
    APP_STATE_INTENT("app-state-intent"),
    /// Parts of the history that are not imported yet, by the message that offered them.
    HISTORY_TASK("history-task"),
    /// The notifications of those parts.
    HISTORY_CHUNK("history-chunk"),
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
