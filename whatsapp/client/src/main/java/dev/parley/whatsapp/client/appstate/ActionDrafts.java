package dev.parley.whatsapp.client.appstate;

import dev.parley.whatsapp.appstate.ActionType;
import dev.parley.whatsapp.appstate.SyncAction;
import dev.parley.whatsapp.appstate.SyncKey;
import dev.parley.whatsapp.appstate.ValueMacs;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.MessageRange;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.vault.Account;
import dev.parley.whatsapp.client.vault.Records;
import dev.parley.whatsapp.proto.ArchiveChatAction;
import dev.parley.whatsapp.proto.ClearChatAction;
import dev.parley.whatsapp.proto.ContactAction;
import dev.parley.whatsapp.proto.DeleteChatAction;
import dev.parley.whatsapp.proto.DeleteMessageForMeAction;
import dev.parley.whatsapp.proto.LidContactAction;
import dev.parley.whatsapp.proto.MarkChatAsReadAction;
import dev.parley.whatsapp.proto.MuteAction;
import dev.parley.whatsapp.proto.PinAction;
import dev.parley.whatsapp.proto.PushNameSetting;
import dev.parley.whatsapp.proto.StarAction;
import dev.parley.whatsapp.proto.SyncActionMessage;
import dev.parley.whatsapp.proto.SyncActionMessageRange;
import dev.parley.whatsapp.proto.SyncActionValue;
import dev.parley.whatsapp.wire.Jid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Puts what the owner does into records (media-history-appstate.md sections 5.12 and 5.13). Belongs to one
/// transaction.
///
/// @param now when the owner acts
record ActionDrafts(Records records, Account account, Instant now) {
    private static final long ALWAYS = -1;
    private static final String NOBODY = "0";

    /// An archived chat is pinned no more: one patch says both.
    List<SyncAction> archive(Jid chat, boolean archived, MessageRange range) {
        SyncAction archive = chatAction(
                ActionType.ARCHIVE,
                chat,
                name -> value().setArchiveChatAction(ArchiveChatAction.newBuilder()
                        .setArchived(archived)
                        .setMessageRange(range(name, range))));
        return archived ? List.of(archive, pin(chat, false)) : List.of(archive);
    }

    SyncAction pin(Jid chat, boolean pinned) {
        return chatAction(
                ActionType.PIN,
                chat,
                _ -> value().setPinAction(PinAction.newBuilder().setPinned(pinned)));
    }

    /// @param until empty for always
    SyncAction mute(Jid chat, Optional<Instant> until) {
        return chatAction(
                ActionType.MUTE,
                chat,
                _ -> value().setMuteAction(MuteAction.newBuilder()
                        .setMuted(true)
                        .setMuteEndTimestamp(until.map(Instant::toEpochMilli).orElse(ALWAYS))));
    }

    SyncAction unmute(Jid chat) {
        return chatAction(
                ActionType.MUTE,
                chat,
                _ -> value().setMuteAction(
                                MuteAction.newBuilder().setMuted(false).setMuteEndTimestamp(0)));
    }

    SyncAction markRead(Jid chat, boolean read, MessageRange range) {
        return chatAction(
                ActionType.MARK_CHAT_AS_READ,
                chat,
                name -> value().setMarkChatAsReadAction(
                                MarkChatAsReadAction.newBuilder().setRead(read).setMessageRange(range(name, range))));
    }

    SyncAction clearChat(Jid chat, boolean starred, boolean media, MessageRange range) {
        return chatAction(
                ActionType.CLEAR_CHAT,
                chat,
                name -> value().setClearChatAction(ClearChatAction.newBuilder().setMessageRange(range(name, range))),
                flag(starred),
                flag(media));
    }

    SyncAction deleteChat(Jid chat, boolean media, MessageRange range) {
        return chatAction(
                ActionType.DELETE_CHAT,
                chat,
                name -> value().setDeleteChatAction(
                                DeleteChatAction.newBuilder().setMessageRange(range(name, range))),
                flag(media));
    }

    SyncAction star(MessageKey key, boolean fromMe, boolean starred) {
        return messageAction(
                ActionType.STAR,
                key,
                fromMe,
                value().setStarAction(StarAction.newBuilder().setStarred(starred)));
    }

    SyncAction deleteForMe(MessageKey key, boolean fromMe, Instant sentAt, boolean media) {
        return messageAction(
                ActionType.DELETE_MESSAGE_FOR_ME,
                key,
                fromMe,
                value().setDeleteMessageForMeAction(DeleteMessageForMeAction.newBuilder()
                        .setDeleteMedia(media)
                        .setMessageTimestamp(sentAt.getEpochSecond())));
    }

    /// Under the phone number; under the LID only if there is no number.
    ///
    /// @param onPhone whether the phone is to save it in its address book
    SyncAction nameContact(Person person, String fullName, Optional<String> firstName, boolean onPhone) {
        if (person.pn().isPresent()) {
            ContactAction.Builder contact =
                    ContactAction.newBuilder().setFullName(fullName).setSaveOnPrimaryAddressbook(onPhone);
            firstName.ifPresent(contact::setFirstName);
            person.lid().ifPresent(lid -> contact.setLidJid(lid.toString()));
            return SyncAction.set(
                    ActionType.CONTACT,
                    value().setContactAction(contact).build(),
                    person.pn().get().toString());
        }
        LidContactAction.Builder contact = LidContactAction.newBuilder().setFullName(fullName);
        firstName.ifPresent(contact::setFirstName);
        return SyncAction.set(
                ActionType.LID_CONTACT,
                value().setLidContactAction(contact).build(),
                person.preferred().toString());
    }

    SyncAction removeContact(Person person) {
        ActionType type = person.pn().isPresent() ? ActionType.CONTACT : ActionType.LID_CONTACT;
        return SyncAction.remove(type, now.toEpochMilli(), person.preferred().toString());
    }

    SyncAction ownName(String name) {
        return SyncAction.set(
                ActionType.PUSH_NAME,
                value().setPushNameSetting(PushNameSetting.newBuilder().setName(name))
                        .build());
    }

    private SyncActionValue.Builder value() {
        return SyncActionValue.newBuilder().setTimestamp(now.toEpochMilli());
    }

    private SyncAction chatAction(
            ActionType type, Jid chat, Function<Jid, SyncActionValue.Builder> value, String... more) {
        Jid name = chatName(type, chat, more);
        return SyncAction.set(type, value.apply(name).build(), arguments(name, more));
    }

    private SyncAction messageAction(ActionType type, MessageKey key, boolean fromMe, SyncActionValue.Builder value) {
        String participant =
                key.chat().isPerson() || fromMe ? NOBODY : key.sender().toString();
        String[] more = {key.id(), flag(fromMe), participant};
        return SyncAction.set(type, value.build(), arguments(chatName(type, key.chat(), more), more));
    }

    /// A person has two names, and a record under each would be two records: the one that exists is written,
    /// else the one by which the account addresses chats.
    private Jid chatName(ActionType type, Jid chat, String... more) {
        if (!chat.isPerson()) {
            return chat.bare();
        }
        Person person = records.lids().person(chat);
        ValueMacs valueMacs = records.collections().valueMacs(type.collection());
        List<SyncKey> keys = records.syncKeys().newestFirst();
        return Stream.of(person.lid(), person.pn())
                .flatMap(Optional::stream)
                .filter(name -> keys.stream()
                        .anyMatch(key -> valueMacs
                                .find(key.indexMac(type.index(arguments(name, more))))
                                .isPresent()))
                .findFirst()
                .or(() -> person.lid().filter(_ -> account.lidMigrated()))
                .orElseGet(person::preferred);
    }

    private static String[] arguments(Jid name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(name.toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static SyncActionMessageRange range(Jid chat, MessageRange range) {
        SyncActionMessageRange.Builder proto = SyncActionMessageRange.newBuilder();
        range.lastMessage().ifPresent(time -> proto.setLastMessageTimestamp(time.getEpochSecond()));
        range.lastSystemMessage().ifPresent(time -> proto.setLastSystemMessageTimestamp(time.getEpochSecond()));
        range.messages().forEach(message -> {
            var key = dev.parley.whatsapp.proto.MessageKey.newBuilder()
                    .setRemoteJid(chat.toString())
                    .setFromMe(message.fromMe())
                    .setId(message.key().id());
            if (!chat.isPerson() && !message.fromMe()) {
                key.setParticipant(message.key().sender().toString());
            }
            proto.addMessages(SyncActionMessage.newBuilder()
                    .setKey(key)
                    .setTimestamp(message.sentAt().getEpochSecond()));
        });
        return proto.build();
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }
}
