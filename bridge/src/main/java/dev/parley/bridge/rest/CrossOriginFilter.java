package dev.parley.bridge.rest;

import dev.parley.bridge.config.BridgeConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;

/// Refuses calls from web pages of other origins than those listed, WebSocket handshakes included.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class CrossOriginFilter extends CorsFilter {
    private static final Duration PREFLIGHT = Duration.ofMinutes(10);

    CrossOriginFilter(BridgeConfig config) {
        super(_ -> configuration(config.allowedOrigins()));
        setCorsProcessor(new JsonRefusal());
    }

    private static CorsConfiguration configuration(List<String> origins) {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOrigins(origins);
        cors.setAllowedMethods(List.of("GET", "POST", "PATCH", "DELETE"));
        cors.setAllowedHeaders(List.of(ApiKey.HEADER, "Content-Type"));
        cors.setMaxAge(PREFLIGHT);
        return cors;
    }

    private static final class JsonRefusal extends DefaultCorsProcessor {
        @Override
        protected void rejectRequest(ServerHttpResponse response) throws IOException {
            response.setStatusCode(HttpStatus.FORBIDDEN);
            response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
            response.getBody().write("{\"error\":\"Origin not allowed\"}".getBytes(StandardCharsets.UTF_8));
            response.flush();
        }
    }
}
