package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.Submission;
import dev.parley.whatsapp.client.event.Person;
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
    /// @throws dev.parley.whatsapp.client.WhatsAppException.NotConnected when offline; none was handed over then
    List<Submission> send(List<OutgoingMessage> messages);

    /// Asks WhatsApp who has this number.
    ///
    /// @param phone E.164 with `+`
    /// @return empty when nobody has
    Optional<Person> lookUp(String phone);

    @Override
    void close();
}
