package dev.parley.whatsapp.client.restriction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.event.NewChatCap;
import dev.parley.whatsapp.client.event.ReachOutTimelock;
import dev.parley.whatsapp.client.iq.MexJson;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The forms of passkey.md sections 6.2, 6.3 and 6.7.
class MexRestrictionsTest {
    @Test
    void aLockEndsAtATimeGivenAsText() {
        ReachOutTimelock lock = timelock(
                "\"is_active\":true,\"time_enforcement_ends\":\"1784205230\",\"enforcement_type\":\"RESTRICT_ALL_COMPANIONS\"");

        assertThat(lock)
                .isEqualTo(new ReachOutTimelock(
                        true, Optional.of(Instant.ofEpochSecond(1_784_205_230)), "RESTRICT_ALL_COMPANIONS"));
        assertThat(lock.isActive(Instant.ofEpochSecond(1_784_205_229))).isTrue();
        assertThat(lock.isActive(Instant.ofEpochSecond(1_784_205_230)))
                .as("over when the end passes")
                .isFalse();
    }

    @Test
    void zeroAndNothingAreNoEnd() {
        assertThat(timelock("\"is_active\":true,\"time_enforcement_ends\":\"0\"")
                        .until())
                .isEmpty();
        assertThat(timelock("\"is_active\":true").until()).isEmpty();
        assertThat(timelock("\"is_active\":true,\"time_enforcement_ends\":\"soon\"")
                        .until())
                .isEmpty();
        assertThat(timelock("\"is_active\":true,\"time_enforcement_ends\":\"99999999999999999\"")
                        .until())
                .isEmpty();
    }

    @Test
    void anUnknownReasonIsKeptAsItIs() {
        assertThat(timelock("\"is_active\":true,\"enforcement_type\":\"SOMETHING_NEW\"")
                        .enforcementType())
                .isEqualTo("SOMETHING_NEW");
        assertThat(timelock("\"is_active\":false")).isEqualTo(new ReachOutTimelock(false, Optional.empty(), "DEFAULT"));
    }

    @Test
    void aCapIsReadFromNumbersAndFromText() {
        NewChatCap expected = new NewChatCap(
                "FIRST_WARNING",
                OptionalLong.of(100),
                OptionalLong.of(50),
                Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                Optional.of(Instant.ofEpochSecond(1_702_592_000)),
                Optional.of("ELIGIBLE"),
                Optional.of("NOT_ACTIVE"));

        assertThat(cap("\"capping_status\":\"FIRST_WARNING\",\"total_quota\":100,\"used_quota\":50,"
                        + "\"cycle_start_timestamp\":1700000000,\"cycle_end_timestamp\":1702592000,"
                        + "\"ote_status\":\"ELIGIBLE\",\"mv_status\":\"NOT_ACTIVE\""))
                .isEqualTo(expected);
        assertThat(cap("\"capping_status\":\"FIRST_WARNING\",\"total_quota\":\"100\",\"used_quota\":\"50\","
                        + "\"cycle_start_timestamp\":\"1700000000\",\"cycle_end_timestamp\":\"1702592000\","
                        + "\"ote_status\":\"ELIGIBLE\",\"mv_status\":\"NOT_ACTIVE\""))
                .isEqualTo(expected);
    }

    @Test
    void everythingOfACapIsOptional() {
        assertThat(cap("\"total_quota\":-1"))
                .isEqualTo(new NewChatCap(
                        "NONE",
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(cap("\"capping_status\":\"CAPPED\"").isReached()).isTrue();
    }

    private static ReachOutTimelock timelock(String fields) {
        return MexRestrictions.timelock(fields(fields));
    }

    private static NewChatCap cap(String fields) {
        return MexRestrictions.cap(fields(fields));
    }

    private static MexJson.Fields fields(String fields) {
        return MexJson.data("{\"data\":{\"x\":{" + fields + "}}}", "x").orElseThrow();
    }
}
