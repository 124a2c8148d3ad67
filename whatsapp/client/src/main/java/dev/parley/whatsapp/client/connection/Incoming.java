package dev.parley.whatsapp.client.connection;

import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.wire.FrameReader;
import dev.parley.whatsapp.wire.WireFormatException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What comes from a transport: the first frame to the handshake, all later ones to the connection.
final class Incoming implements Transport.Listener {
    private final CompletableFuture<byte[]> serverHello = new CompletableFuture<>();
    private final FrameReader frames = new FrameReader();
    private volatile Optional<Connection> connection = Optional.empty();

    /// @throws TransportException when it does not come
    byte[] awaitServerHello(Duration timeout) {
        try {
            return serverHello.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TransportException("no server hello within " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new TransportException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransportException("interrupted", e);
        }
    }

    /// To be called before ClientFinish is sent: the server speaks again only after that.
    void attach(Connection established) {
        connection = Optional.of(established);
    }

    @Override
    public void received(ByteBuffer data) {
        try {
            frames.read(data, this::payload);
        } catch (WireFormatException e) {
            fail(new DisconnectCause.ProtocolBroken(e.toString()));
        }
    }

    @Override
    public void closed(String detail) {
        fail(new DisconnectCause.ConnectionLost(detail));
    }

    private void payload(byte[] payload) {
        connection.ifPresentOrElse(established -> established.received(payload), () -> serverHello.complete(payload));
    }

    private void fail(DisconnectCause cause) {
        serverHello.completeExceptionally(new TransportException(cause.words()));
        connection.ifPresent(established -> established.end(cause));
    }
}
