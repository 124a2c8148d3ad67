package dev.parley.bridge;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The check that all other tests' answers go through does notice.
class ApiContractTest {
    private final ApiContract contract = TestBridge.shared().document();

    @Test
    void anAnswerOfTheDocumentPasses() {
        assertThatCode(() -> check(200, "{\"status\":\"ok\",\"activeSessions\":0,\"uptime\":1}"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | {"status":"ok","activeSessions":0}
            200 | {"status":"ok","activeSessions":"none","uptime":1}
            418 | {"error":"I am a teapot"}
            400 | {"message":"not the shape of an error"}
            """)
    void anyOtherFails(int status, String body) {
        assertThatThrownBy(() -> check(status, body)).isInstanceOf(AssertionError.class);
    }

    private void check(int status, String body) {
        contract.check("GET", "/health", status, Optional.of("application/json"), body);
    }
}
