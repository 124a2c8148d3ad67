package dev.parley.whatsapp.client.media;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;

/// What all clients of a process share to transfer media.
///
/// @param http follows no redirects
/// @param folder where encrypted files lie while they are on their way
public record MediaTransport(HttpClient http, Path folder) {
    /// Trusts one authority and no other.
    ///
    /// @param authorityPem its X.509 certificate
    /// @throws IllegalArgumentException when it is none
    public static HttpClient trusting(String authorityPem, Executor executor, Duration connectTimeout) {
        return HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(connectTimeout)
                .sslContext(MediaHttp.trusting(authorityPem))
                .build();
    }
}
