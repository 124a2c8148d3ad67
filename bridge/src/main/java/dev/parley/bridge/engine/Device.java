package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.event.MessageKey;
import dev.parley.whatsapp.client.event.Person;
import dev.parley.whatsapp.client.event.StateEvent.PairingCode;
import dev.parley.whatsapp.client.media.MediaSource;
import dev.parley.whatsapp.client.media.RemoteMedia;
import dev.parley.whatsapp.client.media.UploadedMedia;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One companion device, as [dev.parley.whatsapp.client.WhatsAppClient] describes it. Thread-safe.
public interface Device extends AutoCloseable {
    /// Starts connecting and returns; the consumer is told how it goes.
    void connect();

    void disconnect();

    boolean connected();

    /// Removes this device from the account and wipes its store, connected or not.
    ///
    /// @return whether WhatsApp confirmed
    boolean logout(Duration timeout);

    /// Hands messages to the connection in their order.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException.NotConnected when offline; none was handed over
    ///     then
    List<Submission> send(List<OutgoingMessage> messages);

    /// Asks WhatsApp who has this number.
    ///
    /// @param phone E.164 with `+`
    /// @return empty when nobody has
    Optional<Person> lookUp(String phone);

    /// Encrypts a file and uploads it. Blocks, with a deadline that grows with the file.
    ///
    /// @throws dev.parley.whatsapp.client.WhatsAppException when no server takes it, or when offline
    /// @throws IOException when the source cannot be read
    UploadedMedia upload(MediaType type, MediaSource source) throws IOException;

    /// Downloads a file and verifies it, then writes its content into `sink`. Blocks.
    ///
    /// @param most bytes of the content
    /// @throws dev.parley.whatsapp.client.WhatsAppException.MediaGone when the servers have it no more
    /// @throws dev.parley.whatsapp.client.WhatsAppException when it could not be had
    /// @throws dev.parley.whatsapp.media.MediaException when it is not what its message says
    /// @throws IOException from the sink
    void download(RemoteMedia media, long most, OutputStream sink) throws IOException;

    /// Asks the phone to upload a file again. The answer comes as a stored event, whenever the phone gives it.
    void requestAgain(MessageKey message, MediaKey key);

    /// Tells WhatsApp whether the owner is looking at the chats, now and after each login; at first they are
    /// not.
    void setAvailable(boolean available);

    /// Asks WhatsApp for a code that links this device when it is typed on the phone; connects if need be.
    /// Blocks.
    ///
    /// @param phone E.164 with `+`
    /// @throws dev.parley.whatsapp.client.pairing.PairingCodeException when there is none to be had
    /// @throws dev.parley.whatsapp.client.WhatsAppException when WhatsApp cannot be reached
    PairingCode requestCode(String phone);

    /// Hands over the answer to a passkey challenge.
    ///
    /// @param assertionJson what the browser gave
    /// @throws dev.parley.whatsapp.client.pairing.PasskeyAnswerException when it cannot be right, or none is
    ///     wanted
    void answerPasskey(String assertionJson);

    /// A person compared the codes.
    ///
    /// @throws dev.parley.whatsapp.client.pairing.PasskeyAnswerException when nobody was asked
    void confirmPasskey(boolean same);

    /// What it does with the account's chats.
    DeviceChats chats();

    @Override
    void close();
}
