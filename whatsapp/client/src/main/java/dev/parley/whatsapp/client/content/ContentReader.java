package dev.parley.whatsapp.client.content;

import static dev.parley.whatsapp.client.content.MediaReader.text;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.parley.whatsapp.client.content.Content.Album;
import dev.parley.whatsapp.client.content.Content.CallLog;
import dev.parley.whatsapp.client.content.Content.CallOutcome;
import dev.parley.whatsapp.client.content.Content.Choice;
import dev.parley.whatsapp.client.content.Content.Contact;
import dev.parley.whatsapp.client.content.Content.Contacts;
import dev.parley.whatsapp.client.content.Content.Location;
import dev.parley.whatsapp.client.content.Content.Poll;
import dev.parley.whatsapp.client.content.Content.Text;
import dev.parley.whatsapp.client.content.Content.Unsupported;
import dev.parley.whatsapp.proto.AlbumMessage;
import dev.parley.whatsapp.proto.AudioMessage;
import dev.parley.whatsapp.proto.ButtonsMessage;
import dev.parley.whatsapp.proto.ButtonsResponseMessage;
import dev.parley.whatsapp.proto.CallLogMessage;
import dev.parley.whatsapp.proto.ContactMessage;
import dev.parley.whatsapp.proto.ContactsArrayMessage;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.EventMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.GroupInviteMessage;
import dev.parley.whatsapp.proto.HighlyStructuredMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.InteractiveMessage;
import dev.parley.whatsapp.proto.InteractiveResponseMessage;
import dev.parley.whatsapp.proto.ListMessage;
import dev.parley.whatsapp.proto.ListResponseMessage;
import dev.parley.whatsapp.proto.LiveLocationMessage;
import dev.parley.whatsapp.proto.LocationMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.OrderMessage;
import dev.parley.whatsapp.proto.PollCreationMessage;
import dev.parley.whatsapp.proto.PollResultSnapshotMessage;
import dev.parley.whatsapp.proto.ProductMessage;
import dev.parley.whatsapp.proto.StickerMessage;
import dev.parley.whatsapp.proto.StickerPackMessage;
import dev.parley.whatsapp.proto.TemplateButtonReplyMessage;
import dev.parley.whatsapp.proto.TemplateMessage;
import dev.parley.whatsapp.proto.VideoMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what a message shows (messaging.md section 8). Never fails, whatever the message holds.
public final class ContentReader {
    private ContentReader() {}

    /// @param message with its wrappers; the device-sent one already taken off ([Unwrapper#fromOwnDevice])
    /// @return empty when there is nothing to show: keys, reactions, edits, votes and other control messages
    public static Optional<ReadMessage> read(Message message) {
        Unwrapper.Unwrapped unwrapped = Unwrapper.unwrap(message);
        return shown(unwrapped.message())
                .map(field -> new ReadMessage(content(field), ContextReader.read(unwrapped, field.getValue())))
                .or(() -> unknown(unwrapped.message())
                        .map(content -> new ReadMessage(content, ContextReader.read(unwrapped, unwrapped.message()))));
    }

    /// The content alone, for a message that another one quotes.
    static Optional<Content> content(Message message) {
        Message inner = Unwrapper.unwrap(message).message();
        return shown(inner).map(ContentReader::content).or(() -> unknown(inner));
    }

    /// The lowest number first, so that the answer is always the same.
    private static Optional<Map.Entry<FieldDescriptor, Object>> shown(Message message) {
        return message.getAllFields().entrySet().stream()
                .filter(field -> MessageKinds.isShown(field.getKey().getNumber()))
                .findFirst();
    }

    private static Optional<Content> unknown(Message message) {
        return message.getUnknownFields().asMap().keySet().stream()
                .filter(MessageKinds::isShown)
                .sorted()
                .findFirst()
                .map(number -> new Unsupported(MessageKinds.name(number)));
    }

    private static Content content(Map.Entry<FieldDescriptor, Object> field) {
        return switch (field.getValue()) {
            case String text -> Text.of(text);
            case ExtendedTextMessage text -> extended(text);
            case ImageMessage image -> MediaReader.image(image);
            case VideoMessage video ->
                MediaReader.video(video, field.getKey().getNumber() == Message.PTV_MESSAGE_FIELD_NUMBER);
            case AudioMessage audio -> MediaReader.audio(audio);
            case DocumentMessage document -> MediaReader.document(document);
            case StickerMessage sticker -> MediaReader.sticker(sticker);
            case LocationMessage location -> location(location);
            case LiveLocationMessage location -> location(location);
            case ContactMessage contact -> new Contacts(Optional.empty(), List.of(contact(contact)));
            case ContactsArrayMessage contacts ->
                new Contacts(
                        text(contacts.getDisplayName()),
                        contacts.getContactsList().stream()
                                .map(ContentReader::contact)
                                .toList());
            case PollCreationMessage poll -> poll(poll);
            case ButtonsResponseMessage reply ->
                new Choice(text(reply.getSelectedDisplayText()), text(reply.getSelectedButtonId()));
            case ListResponseMessage reply ->
                new Choice(
                        text(reply.getTitle()).or(() -> text(reply.getDescription())),
                        text(reply.getSingleSelectReply().getSelectedRowId()));
            case TemplateButtonReplyMessage reply ->
                new Choice(text(reply.getSelectedDisplayText()), text(reply.getSelectedId()));
            case InteractiveResponseMessage reply ->
                new Choice(
                        text(reply.getBody().getText()),
                        text(reply.getNativeFlowResponseMessage().getName()));
            case ButtonsMessage buttons -> CardReader.buttons(buttons);
            case ListMessage list -> CardReader.list(list);
            case TemplateMessage template -> CardReader.template(template);
            case InteractiveMessage interactive -> CardReader.interactive(interactive);
            case ProductMessage product -> CardReader.product(product);
            case OrderMessage order -> CardReader.order(order);
            case GroupInviteMessage invite -> CardReader.groupInvite(invite);
            case EventMessage event -> CardReader.event(event);
            case StickerPackMessage pack -> CardReader.stickerPack(pack);
            case PollResultSnapshotMessage result -> CardReader.pollResult(result);
            case HighlyStructuredMessage structured
            when structured.hasHydratedHsm() -> CardReader.template(structured.getHydratedHsm());
            case CallLogMessage call -> call(call);
            case AlbumMessage album ->
                new Album(Math.max(0, album.getExpectedImageCount()), Math.max(0, album.getExpectedVideoCount()));
            default -> new Unsupported(field.getKey().getJsonName());
        };
    }

    private static Text extended(ExtendedTextMessage text) {
        Optional<LinkPreview> preview = text(text.getMatchedText())
                .map(link -> new LinkPreview(
                        link, text(text.getTitle()), text(text.getDescription()), MediaReader.linkThumbnail(text)));
        return new Text(text.getText(), preview);
    }

    static Location location(LocationMessage location) {
        return new Location(
                location.getDegreesLatitude(),
                location.getDegreesLongitude(),
                text(location.getName()),
                text(location.getAddress()),
                text(location.getUrl()),
                location.getIsLive(),
                text(location.getComment()),
                MediaReader.thumbnail(location.getJpegThumbnail()));
    }

    private static Location location(LiveLocationMessage location) {
        return new Location(
                location.getDegreesLatitude(),
                location.getDegreesLongitude(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                text(location.getCaption()),
                MediaReader.thumbnail(location.getJpegThumbnail()));
    }

    private static Contact contact(ContactMessage contact) {
        return new Contact(contact.getDisplayName(), contact.getVcard());
    }

    private static Poll poll(PollCreationMessage poll) {
        return new Poll(
                poll.getName(),
                poll.getOptionsList().stream()
                        .map(PollCreationMessage.Option::getOptionName)
                        .toList(),
                Math.max(0, poll.getSelectableOptionsCount()));
    }

    private static CallLog call(CallLogMessage call) {
        return new CallLog(
                call.getIsVideo(),
                switch (call.getCallOutcome()) {
                    case 0 -> CallOutcome.CONNECTED;
                    case 1 -> CallOutcome.MISSED;
                    case 3 -> CallOutcome.REJECTED;
                    case 4 -> CallOutcome.ACCEPTED_ELSEWHERE;
                    case 5 -> CallOutcome.ONGOING;
                    case 6 -> CallOutcome.SILENCED_BY_DO_NOT_DISTURB;
                    case 7 -> CallOutcome.SILENCED_UNKNOWN_CALLER;
                    default -> CallOutcome.FAILED;
                },
                Duration.ofSeconds(Math.max(0, call.getDurationSecs())));
    }
}
