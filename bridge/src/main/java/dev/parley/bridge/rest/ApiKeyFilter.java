package dev.parley.bridge.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets only callers with the key through, to whatever path. `/health` needs none; the WebSocket checks for
/// itself, because a browser's socket only sees the code that closes it. The documentation, which people open in a
/// browser, also takes the key as the password of HTTP Basic authentication.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class ApiKeyFilter extends OncePerRequestFilter {
    private static final String BASIC = "Basic ";

    private final ApiKey key;

    ApiKeyFilter(ApiKey key) {
        this.key = key;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getServletPath().equals("/health") || isWebSocket(request);
    }

    private static boolean isWebSocket(HttpServletRequest request) {
        return request.getServletPath().equals("/ws") && "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean forDocs = DocsPage.isPartOf(request.getServletPath());
        if (!key.accepts(request.getHeader(ApiKey.HEADER)) && !(forDocs && key.accepts(password(request)))) {
            if (forDocs) {
                // A browser then asks its user, who gives the key as the password.
                response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Parley: the API key is the password\"");
            }
            ErrorBody.write(response, HttpStatus.UNAUTHORIZED, ApiKey.INVALID);
        } else if (request.getServletPath().equals("/ws")) {
            ErrorBody.write(response, HttpStatus.UPGRADE_REQUIRED, "This address speaks WebSocket");
        } else {
            chain.doFilter(request, response);
        }
    }

    /// The password of HTTP Basic authentication (RFC 7617).
    private static @Nullable String password(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] credentials =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String[] parts = new String(credentials, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? parts[1] : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
