package dev.parley.whatsapp.client.content;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.client.content.Content.Contact;
import dev.parley.whatsapp.client.content.Content.Contacts;
import dev.parley.whatsapp.client.content.Content.Location;
import dev.parley.whatsapp.client.content.Content.Poll;
import dev.parley.whatsapp.client.content.Content.Text;
import dev.parley.whatsapp.proto.ContactMessage;
import dev.parley.whatsapp.proto.ContactsArrayMessage;
import dev.parley.whatsapp.proto.ExtendedTextMessage;
import dev.parley.whatsapp.proto.LocationMessage;
import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.PollCreationMessage;
import dev.parley.whatsapp.wire.Bytes;

/// Writes contents in the form that phones write them in (media-history-appstate.md section 3). What it writes,
/// [ContentReader] reads as the same.
public final class ContentWriter {
    private ContentWriter() {}

    /// @throws IllegalArgumentException for contents that only others send: choices, cards, calls, albums
    public static Message write(Content content, MessageContext context) {
        return ContextWriter.with(write(content, context.viewOnce()).build(), context);
    }

    private static Message.Builder write(Content content, boolean viewOnce) {
        return switch (content) {
            case Text text -> text(text);
            case Content.Image image -> MediaWriter.image(image, viewOnce);
            case Content.Video video -> MediaWriter.video(video, viewOnce);
            case Content.Audio audio -> MediaWriter.audio(audio, viewOnce);
            case Content.Document document -> MediaWriter.document(document);
            case Content.Sticker sticker -> MediaWriter.sticker(sticker);
            case Location location -> location(location);
            case Contacts contacts -> contacts(contacts);
            case Poll poll -> poll(poll);
            case Content.Choice _, Content.Card _, Content.CallLog _, Content.Album _, Content.Unsupported _ ->
                throw new IllegalArgumentException("a " + content.getClass().getSimpleName() + " cannot be sent");
        };
    }

    private static Message.Builder text(Text text) {
        if (text.preview().isEmpty()) {
            return Message.newBuilder().setConversation(text.text());
        }
        LinkPreview preview = text.preview().get();
        ExtendedTextMessage.Builder extended =
                ExtendedTextMessage.newBuilder().setText(text.text()).setMatchedText(preview.link());
        preview.title().ifPresent(extended::setTitle);
        preview.description().ifPresent(extended::setDescription);
        preview.thumbnail().ifPresent(thumbnail -> MediaWriter.thumbnail(thumbnail, extended));
        return Message.newBuilder().setExtendedTextMessage(extended);
    }

    private static Message.Builder location(Location location) {
        LocationMessage.Builder written = LocationMessage.newBuilder()
                .setDegreesLatitude(location.latitude())
                .setDegreesLongitude(location.longitude());
        location.name().ifPresent(written::setName);
        location.address().ifPresent(written::setAddress);
        location.url().ifPresent(written::setUrl);
        location.comment().ifPresent(written::setComment);
        if (location.live()) {
            written.setIsLive(true);
        }
        location.thumbnail().ifPresent(thumbnail -> written.setJpegThumbnail(bytes(thumbnail.image())));
        return Message.newBuilder().setLocationMessage(written);
    }

    private static Message.Builder contacts(Contacts contacts) {
        if (contacts.contacts().size() == 1) {
            return Message.newBuilder()
                    .setContactMessage(contact(contacts.contacts().getFirst()));
        }
        ContactsArrayMessage.Builder several = ContactsArrayMessage.newBuilder();
        contacts.title().ifPresent(several::setDisplayName);
        contacts.contacts().forEach(contact -> several.addContacts(contact(contact)));
        return Message.newBuilder().setContactsArrayMessage(several);
    }

    private static ContactMessage contact(Contact contact) {
        return ContactMessage.newBuilder()
                .setDisplayName(contact.name())
                .setVcard(contact.vcard())
                .build();
    }

    /// The first form takes several answers, the third a single one.
    private static Message.Builder poll(Poll poll) {
        PollCreationMessage.Builder written =
                PollCreationMessage.newBuilder().setName(poll.question()).setSelectableOptionsCount(poll.selectable());
        poll.options()
                .forEach(option -> written.addOptions(
                        PollCreationMessage.Option.newBuilder().setOptionName(option)));
        return poll.selectable() == 1
                ? Message.newBuilder().setPollCreationMessageV3(written)
                : Message.newBuilder().setPollCreationMessage(written);
    }

    static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
