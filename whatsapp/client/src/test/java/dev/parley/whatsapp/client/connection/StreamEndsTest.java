package dev.parley.whatsapp.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.event.DisconnectCause;
import dev.parley.whatsapp.wire.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The tables of connection.md sections 8.3 and 8.4.
class StreamEndsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 406})
    void theseFailuresUnlinkTheDevice(int reason) {
        assertThat(failure(Node.of("failure").attr("reason", reason))).isEqualTo(new DisconnectCause.LoggedOut(reason));
    }

    @Test
    void aTemporaryBanTellsItsEnd() {
        assertThat(failure(
                        Node.of("failure").attr("reason", 402).attr("code", 101).attr("expire", 3600)))
                .isEqualTo(new DisconnectCause.TemporarilyBanned(101, Optional.of(NOW.plusSeconds(3600))));
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 409})
    void theseFailuresMeanThatTheClientIsOutdated(int reason) {
        assertThat(failure(Node.of("failure").attr("reason", reason)))
                .isEqualTo(new DisconnectCause.ClientOutdated("2.3000.1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 501, 503})
    void theseFailuresAreTriedAgain(int reason) {
        assertThat(failure(Node.of("failure").attr("reason", reason)))
                .isEqualTo(new DisconnectCause.ServerUnavailable(reason))
                .isInstanceOf(DisconnectCause.Transient.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 415, 418})
    void theseFailuresEndTheAttempt(int reason) {
        assertThat(failure(Node.of("failure").attr("reason", reason)))
                .isEqualTo(new DisconnectCause.LoginRefused(reason))
                .isInstanceOf(DisconnectCause.Terminal.class);
    }

    @Test
    void aFailureWithoutReasonIsTriedAgain() {
        assertThat(failure(Node.of("failure"))).isInstanceOf(DisconnectCause.Transient.class);
    }

    @Test
    void aRestartIsNoFailure() {
        assertThat(streamError(Node.of("stream:error").attr("code", 515)))
                .isEqualTo(new DisconnectCause.RestartRequired());
    }

    @Test
    void aConflictIsLookedAtBeforeTheCode() {
        assertThat(streamError(Node.of("stream:error").child(Node.of("conflict").attr("type", "replaced"))))
                .isEqualTo(new DisconnectCause.StreamReplaced());
        assertThat(streamError(Node.of("stream:error")
                        .attr("code", 401)
                        .child(Node.of("conflict").attr("type", "device_removed"))))
                .isEqualTo(new DisconnectCause.LoggedOut(401));
    }

    @ParameterizedTest
    @CsvSource({"401", "516"})
    void theseStreamErrorsUnlinkTheDevice(int code) {
        assertThat(streamError(Node.of("stream:error").attr("code", code)))
                .isEqualTo(new DisconnectCause.LoggedOut(code));
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503, 599})
    void otherStreamErrorsAreTriedAgain(int code) {
        assertThat(streamError(Node.of("stream:error").attr("code", code)))
                .isInstanceOf(DisconnectCause.Transient.class);
    }

    @Test
    void aRefusedAckIsOurFaultAndNoEnd() {
        assertThat(streamError(Node.of("stream:error").child(Node.of("ack"))))
                .isInstanceOf(DisconnectCause.ProtocolBroken.class);
    }

    private static DisconnectCause failure(Node.Builder node) {
        return StreamEnds.ofFailure(node.build(), "2.3000.1", InstantSource.fixed(NOW));
    }

    private static DisconnectCause streamError(Node.Builder node) {
        return StreamEnds.ofStreamError(node.build());
    }
}
