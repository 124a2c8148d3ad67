package dev.parley.bridge.rest;

import dev.parley.bridge.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/// Bounds what a caller can make the bridge read.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 3)
class BodyLimitFilter extends OncePerRequestFilter {
    private final BodyLimits limits;

    BodyLimitFilter(BodyLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long most = limits.of(request.getServletPath());
        Problem.TooLarge tooLarge = limits.tooLarge(request.getServletPath());
        if (request.getContentLengthLong() > most) {
            response.setHeader("Connection", "close");
            ErrorBody.write(response, HttpStatus.CONTENT_TOO_LARGE, Objects.requireNonNull(tooLarge.getMessage()));
        } else {
            chain.doFilter(new Limited(request, most, tooLarge), response);
        }
    }

    private static final class Limited extends HttpServletRequestWrapper {
        private final long most;
        private final Problem.TooLarge tooLarge;

        Limited(HttpServletRequest request, long most, Problem.TooLarge tooLarge) {
            super(request);
            this.most = most;
            this.tooLarge = tooLarge;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new LimitedStream(super.getInputStream(), most, tooLarge);
        }
    }

    /// Counts what a body without a declared length turns out to have.
    private static final class LimitedStream extends ServletInputStream {
        private final ServletInputStream stream;
        private final long most;
        private final Problem.TooLarge tooLarge;
        private long count;

        LimitedStream(ServletInputStream stream, long most, Problem.TooLarge tooLarge) {
            this.stream = stream;
            this.most = most;
            this.tooLarge = tooLarge;
        }

        @Override
        public int read() throws IOException {
            int value = stream.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = stream.read(buffer, offset, length);
            count(read);
            return read;
        }

        private void count(int read) {
            count += Math.max(0, read);
            if (count > most) {
                throw tooLarge;
            }
        }

        @Override
        public boolean isFinished() {
            return stream.isFinished();
        }

        @Override
        public boolean isReady() {
            return stream.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            stream.setReadListener(listener);
        }
    }
}
