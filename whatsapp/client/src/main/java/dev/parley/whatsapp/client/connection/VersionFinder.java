package dev.parley.whatsapp.client.connection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the current version of WhatsApp's web client in its service worker script (connection.md section 3.3),
/// and remembers it. One for all clients of a process. Thread-safe.
public final class VersionFinder {
    private static final Logger log = LoggerFactory.getLogger(VersionFinder.class);

    /// The newest one known when this was written; used when there is no other.
    static final ClientVersion BUILT_IN = ClientVersion.ofRevision(1_045_649_367);

    private static final Duration FRESH = Duration.ofHours(24);
    private static final Duration RETRY_AFTER = Duration.ofMinutes(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /// The revision stands in an escaped JSON string.
    private static final Pattern REVISION = Pattern.compile("\\\\*\"client_revision\\\\*\":\\s*(\\d{1,10})");

    private final HttpClient http;
    private final URI script;
    private final Optional<ClientVersion> override;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private ClientVersion known = BUILT_IN;
    private Instant nextLook = Instant.MIN;

    /// @param server the WebSocket address; the script is asked from the same host
    /// @param override used instead of looking, if present
    public VersionFinder(HttpClient http, URI server, Optional<ClientVersion> override, InstantSource clock) {
        this.http = http;
        this.script = scriptOf(server);
        this.override = override;
        this.clock = clock;
    }

    /// The version to present now; may block for one look at the web.
    public ClientVersion current() {
        if (override.isPresent()) {
            return override.get();
        }
        lock.lock();
        try {
            if (clock.instant().isAfter(nextLook)) {
                Optional<ClientVersion> found = look();
                known = found.orElse(known);
                nextLook = clock.instant().plus(found.isPresent() ? FRESH : RETRY_AFTER);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /// The server called this version outdated: looks again.
    ///
    /// @return whether there is another one to try now
    public boolean refresh(ClientVersion refused) {
        if (override.isPresent()) {
            return false;
        }
        lock.lock();
        try {
            if (known.equals(refused)) {
                nextLook = Instant.MIN;
            }
        } finally {
            lock.unlock();
        }
        return !current().equals(refused);
    }

    private Optional<ClientVersion> look() {
        HttpRequest request = HttpRequest.newBuilder(script)
                .timeout(TIMEOUT)
                .header("sec-fetch-site", "none")
                .header(
                        "User-Agent",
                        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36")
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            Matcher matcher = REVISION.matcher(response.body());
            if (response.statusCode() == 200 && matcher.find()) {
                return ClientVersion.parse("2.3000." + matcher.group(1));
            }
            log.warn("No web client version found (HTTP status {}); presenting {}", response.statusCode(), known);
        } catch (IOException e) {
            log.warn("The web client version could not be looked up ({}); presenting {}", e.toString(), known);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static URI scriptOf(URI server) {
        String scheme = "ws".equals(server.getScheme()) ? "http" : "https";
        return URI.create(scheme + "://" + server.getRawAuthority() + "/sw.js");
    }
}
