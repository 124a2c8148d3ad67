package dev.parley.bridge.webhooks;

import dev.parley.bridge.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;

/// Where a webhook goes: http or https, a host, a port that web servers have. Immutable.
///
/// @param host without the brackets of an IPv6 address
/// @param target what stands in the request line
/// @param authority what stands in the Host header
record WebhookUrl(boolean secure, String host, int port, String target, String authority) {
    private static final int LONGEST = 2_048;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /// Below are the services that a machine has beside its web server.
    private static final int FIRST_FREE = 1024;

    /// @throws Problem.Invalid in words for the caller
    static WebhookUrl parse(String text) {
        if (text.length() > LONGEST) {
            throw new Problem.Invalid("url must not be longer than " + LONGEST + " characters");
        }
        URI uri = uri(text);
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        if (!(scheme.equals("http") || scheme.equals("https")) || host == null) {
            throw new Problem.Invalid("url must be an http:// or https:// URL");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new Problem.Invalid("url must have neither a user name nor a fragment");
        }
        boolean secure = scheme.equals("https");
        int usual = secure ? HTTPS : HTTP;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        if (port != HTTP && port != HTTPS && (port < FIRST_FREE || port > 65_535)) {
            throw new Problem.Invalid("The port of url must be 80, 443 or above 1023");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new WebhookUrl(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                port == usual ? host : host + ":" + port);
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text);
            // Other characters must come escaped: they go into the request as they are.
            return text.chars().allMatch(c -> c > ' ' && c < 0x7f) ? uri : new URI("");
        } catch (URISyntaxException _) {
            throw new Problem.Invalid("url must be an http:// or https:// URL");
        }
    }
}
