package dev.parley.bridge.rest;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets only callers with the key through, to whatever path. `/health` needs none; the WebSocket checks for
/// itself, because a browser's socket only sees the code that closes it.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class ApiKeyFilter extends OncePerRequestFilter {
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
        if (!key.accepts(request.getHeader(ApiKey.HEADER))) {
            ErrorBody.write(response, HttpStatus.UNAUTHORIZED, ApiKey.INVALID);
        } else if (request.getServletPath().equals("/ws")) {
            ErrorBody.write(response, HttpStatus.UPGRADE_REQUIRED, "This address speaks WebSocket");
        } else {
            chain.doFilter(request, response);
        }
    }
}
