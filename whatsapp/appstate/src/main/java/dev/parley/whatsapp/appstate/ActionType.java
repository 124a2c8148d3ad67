package dev.parley.whatsapp.appstate;

import java.util.Arrays;
import java.util.Optional;

/// The actions that Parley knows, each with the collection that holds it and the version that its records carry.
/// (From two independent extractions of WhatsApp Web, which agree.)
public enum ActionType {
    /// The account's own display name.
    PUSH_NAME("setting_pushName", CollectionName.CRITICAL_BLOCK, 1),
    LOCALE("setting_locale", CollectionName.CRITICAL_BLOCK, 3),
    /// By phone number JID. The only one besides [#NCT_SALT] whose records are removed; all others are set to "off".
    CONTACT("contact", CollectionName.CRITICAL_UNBLOCK_LOW, 2),
    /// By LID, for contacts whose number is not known.
    LID_CONTACT("lid_contact", CollectionName.CRITICAL_UNBLOCK_LOW, 1),
    /// By chat, message id, from me ("1" or "0"), participant ("0" if none).
    STAR("star", CollectionName.REGULAR_HIGH, 2),
    MUTE("mute", CollectionName.REGULAR_HIGH, 2),
    /// As [#STAR].
    DELETE_MESSAGE_FOR_ME("deleteMessageForMe", CollectionName.REGULAR_HIGH, 3),
    /// By chat, delete starred ("1" or "0"), delete media.
    CLEAR_CHAT("clearChat", CollectionName.REGULAR_HIGH, 6),
    /// By chat, delete media.
    DELETE_CHAT("deleteChat", CollectionName.REGULAR_HIGH, 6),
    USER_STATUS_MUTE("userStatusMute", CollectionName.REGULAR_HIGH, 7),
    NCT_SALT("nct_salt_sync", CollectionName.REGULAR_HIGH, 1),
    ARCHIVE("archive", CollectionName.REGULAR_LOW, 3),
    MARK_CHAT_AS_READ("markChatAsRead", CollectionName.REGULAR_LOW, 3),
    PIN("pin_v1", CollectionName.REGULAR_LOW, 5),
    LOCK("lock", CollectionName.REGULAR_LOW, 7),
    UNARCHIVE_CHATS("setting_unarchiveChats", CollectionName.REGULAR_LOW, 4),
    TIME_FORMAT("time_format", CollectionName.REGULAR_LOW, 7),
    KEY_EXPIRATION("sentinel", CollectionName.REGULAR_LOW, 3),
    LABEL_EDIT("label_edit", CollectionName.REGULAR, 3),
    /// By label id, chat.
    LABEL_CHAT("label_jid", CollectionName.REGULAR, 3),
    /// By label id, chat, message id, "0", "0".
    LABEL_MESSAGE("label_message", CollectionName.REGULAR, 3),
    QUICK_REPLY("quick_reply", CollectionName.REGULAR, 2),
    PN_FOR_LID_CHAT("pnForLidChat", CollectionName.REGULAR, 8),
    DISABLE_LINK_PREVIEWS("setting_disableLinkPreviews", CollectionName.REGULAR, 8);

    private final String wireName;
    private final CollectionName collection;
    private final int version;

    ActionType(String wireName, CollectionName collection, int version) {
        this.wireName = wireName;
        this.collection = collection;
        this.version = version;
    }

    /// Empty for an action that Parley does not know; its record counts in the collection all the same.
    public static Optional<ActionType> of(ActionIndex index) {
        return Arrays.stream(values())
                .filter(type -> type.wireName.equals(index.action()))
                .findFirst();
    }

    /// The index of a record of this type.
    public ActionIndex index(String... arguments) {
        return ActionIndex.of(wireName, arguments);
    }

    public CollectionName collection() {
        return collection;
    }

    public int version() {
        return version;
    }
}
