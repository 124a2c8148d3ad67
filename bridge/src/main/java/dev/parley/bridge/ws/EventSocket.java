package dev.parley.bridge.ws;

import dev.parley.bridge.rest.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/// `/ws`: events as they happen (contract section 4).
@Component
class EventSocket extends AbstractWebSocketHandler {
    private static final CloseStatus INVALID_KEY = new CloseStatus(4001, ApiKey.INVALID);

    private final ApiKey key;
    private final Hub hub;

    EventSocket(ApiKey key, Hub hub) {
        this.key = key;
        this.hub = hub;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        if (key.accepts(session.getHandshakeHeaders().getFirst(ApiKey.HEADER)) || key.accepts(parameter(session))) {
            hub.add(session.getId(), new Client(session));
        } else {
            session.close(INVALID_KEY);
        }
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        hub.request(session.getId(), message.getPayload());
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        hub.binary(session.getId());
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        hub.remove(session.getId());
    }

    private static @Nullable String parameter(WebSocketSession session) {
        URI uri = session.getUri();
        String value = uri == null
                ? null
                : UriComponentsBuilder.fromUri(uri).build().getQueryParams().getFirst("apiKey");
        return value == null ? null : UriUtils.decode(value, StandardCharsets.UTF_8);
    }
}
