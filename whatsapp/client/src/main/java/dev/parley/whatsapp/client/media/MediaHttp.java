package dev.parley.whatsapp.client.media;

import dev.parley.whatsapp.client.WhatsAppException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Requests to the media servers, which end when nothing moves any more. Thread-safe.
final class MediaHttp {
    /// How long a transfer may stand still.
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    private static final String ORIGIN = "https://web.whatsapp.com";

    private final HttpClient http;

    MediaHttp(HttpClient http) {
        this.http = http;
    }

    /// Trusts that authority and no other.
    ///
    /// @param authorityPem an X.509 certificate
    /// @throws IllegalArgumentException when it is none
    static SSLContext trusting(String authorityPem) {
        try {
            Certificate authority = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(authorityPem.getBytes(StandardCharsets.US_ASCII)));
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("media", authority);
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the certificate of the media servers' authority is not readable", e);
        }
    }

    /// HTTP/1.1, since over HTTP/2 the client would take up to 16 MiB of a body ahead of whoever reads it.
    static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Origin", ORIGIN)
                .header("Referer", ORIGIN + "/");
    }

    /// Sends a request and waits for the whole answer, as long as bytes move and the deadline is not reached.
    ///
    /// @param moved how many bytes have moved so far, either way
    /// @throws IOException when the connection breaks, or nothing moved for a while
    <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler, LongSupplier moved, Deadline deadline)
            throws IOException {
        CompletableFuture<HttpResponse<T>> response = http.sendAsync(request, handler);
        try {
            return await(response, moved, deadline);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new WhatsAppException.TransferFailed("interrupted");
        } finally {
            response.cancel(true);
        }
    }

    private static <T> HttpResponse<T> await(
            CompletableFuture<HttpResponse<T>> response, LongSupplier moved, Deadline deadline)
            throws IOException, ExecutionException, InterruptedException {
        while (true) {
            long before = moved.getAsLong();
            Duration patience = earlier(STANDSTILL, deadline.left());
            try {
                return response.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                if (moved.getAsLong() == before || deadline.left().isZero()) {
                    throw new HttpTimeoutException("nothing moved for " + patience.toSeconds() + " s");
                }
            }
        }
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
