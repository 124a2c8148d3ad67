package dev.parley.whatsapp.client.content;

import java.util.Map;
import java.util.Set;

/// WhatsApp's names of the fields of a message that the schema does not have (messaging.md section 8.1).
final class MessageKinds {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(11, "chat"),
            Map.entry(16, "sendPaymentMessage"),
            Map.entry(22, "requestPaymentMessage"),
            Map.entry(23, "declinePaymentRequestMessage"),
            Map.entry(24, "cancelPaymentRequestMessage"),
            Map.entry(41, "invoiceMessage"),
            Map.entry(44, "paymentInviteMessage"),
            Map.entry(54, "requestPhoneNumberMessage"),
            Map.entry(61, "scheduledCallCreationMessage"),
            Map.entry(65, "scheduledCallEditMessage"),
            Map.entry(72, "bcallMessage"),
            Map.entry(77, "commentMessage"),
            Map.entry(78, "newsletterAdminInviteMessage"),
            Map.entry(80, "placeholderMessage"),
            Map.entry(97, "richResponseMessage"),
            Map.entry(98, "statusNotificationMessage"),
            Map.entry(100, "botTaskMessage"),
            Map.entry(105, "statusQuestionAnswerMessage"),
            Map.entry(107, "questionResponseMessage"),
            Map.entry(109, "statusQuotedMessage"),
            Map.entry(110, "statusStickerInteractionMessage"),
            Map.entry(113, "newsletterFollowerInviteMessageV2"),
            Map.entry(115, "pollResultSnapshotMessageV3"),
            Map.entry(120, "conditionalRevealMessage"),
            Map.entry(121, "pollAddOptionMessage"),
            Map.entry(122, "eventInviteMessage"),
            Map.entry(124, "paymentReminderMessage"),
            Map.entry(125, "splitPaymentMessage"),
            Map.entry(128, "splitPaymentUpdateMessage"),
            Map.entry(129, "musicMessage"));

    /// Fields that change or accompany another message, or are for devices only: reactions, votes, pins, comments, key
    /// material, call signalling.
    private static final Set<Integer> NOT_SHOWN =
            Set.of(2, 10, 12, 15, 31, 35, 46, 47, 50, 51, 56, 63, 70, 71, 76, 82, 102, 123, 127);

    private MessageKinds() {}

    static boolean isShown(int field) {
        return !NOT_SHOWN.contains(field);
    }

    static String name(int field) {
        return NAMES.getOrDefault(field, "message" + field);
    }
}
