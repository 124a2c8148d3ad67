package dev.parley.bridge.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {
    @ParameterizedTest
    @CsvSource({
        "*, wa:msg:s1, true",
        "wa:*, wa:qr:s1, true",
        "msg, wa:msg:s1, true",
        "wa:msg, wa:msg:s1, true",
        "wa:msg:*, wa:msg:s1, true",
        "wa:msg, wa:message:u1, false",
        "wa:msg:s1, wa:msg:s1, true",
        "wa:msg:s1, wa:msg:s12, false",
        "wa:status:s1, wa:msg:s1, false",
    })
    void choosesChannels(String pattern, String channel, boolean matches) {
        assertThat(EventPattern.parse(pattern).orElseThrow().matches(channel)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wa", "wa:", "wa:shout", "msg:", "wa:msg:a*", "wa:msg:a b", "**"})
    void refusesWhatIsNone(String text) {
        assertThat(EventPattern.parse(text)).isEmpty();
    }
}
