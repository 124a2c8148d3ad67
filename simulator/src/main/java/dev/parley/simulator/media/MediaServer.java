package dev.parley.simulator.media;

import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/// WhatsApp's media servers behind one port with TLS, on the loopback address only. Thread-safe.
public final class MediaServer implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 2_000;
    private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

    private final MediaCertificates certificates;
    private final WebServer web;

    /// @param port 0 for any free one
    public MediaServer(int port, MediaStore store, UploadAuths auths, MediaFaults faults, SecureRandom random) {
        certificates = new MediaCertificates(random);
        Uploads uploads = new Uploads(store, auths, faults);
        web = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .shutdownHook(false)
                .maxTcpConnections(MAX_CONNECTIONS)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .idleConnectionTimeout(IDLE_LIMIT)
                .tls(Tls.builder().sslContext(certificates.context()).build())
                .addRouting(HttpRouting.builder()
                        .get(new Downloads(store, faults))
                        .post(uploads::receive)
                        .delete(new Deletions(store, auths)))
                .build();
    }

    /// @return whether the port could be opened
    public boolean start() {
        web.start();
        return web.isRunning();
    }

    /// The certificate that clients must trust, as PEM.
    public String authorityPem() {
        return certificates.authorityPem();
    }

    /// Names of this server with the port, the preferred one first; none before it was started.
    public List<String> hosts() {
        return web.isRunning() ? List.of("127.0.0.1:" + web.port(), "localhost:" + web.port()) : List.of();
    }

    @Override
    public void close() {
        web.stop();
    }
}
