package dev.parley.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A PostgreSQL address in the URL form that hosting providers hand out,
/// `postgresql://user:pass@host:port/db?params`, and its JDBC form. User and password come percent-encoded and
/// are decoded here.
///
/// @param jdbcUrl without user and password, so that it may be logged
public record DatabaseUrl(String jdbcUrl, Optional<String> user, Optional<String> password) {
    private static final int DEFAULT_PORT = 5432;

    /// @throws IllegalArgumentException in words without the address itself, which may hold a password
    public static DatabaseUrl parse(String text) {
        URI uri = uri(text);
        String scheme = uri.getScheme();
        if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
            throw new IllegalArgumentException("must start with postgresql://");
        }
        String path = uri.getRawPath();
        if (uri.getHost() == null || path == null || path.length() < 2) {
            throw new IllegalArgumentException("must have a host and a database name");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new DatabaseUrl(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + path + query, part(login, 0), part(login, 1));
    }

    private static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException _) {
            // The exception's own words quote the address.
            throw new IllegalArgumentException(
                    "is not a URL; special characters in a password must be percent-encoded");
        }
    }

    private static Optional<String> part(String[] login, int index) {
        if (index >= login.length || login[index].isEmpty()) {
            return Optional.empty();
        }
        // URLDecoder is for forms, where + stands for a space; in a URL's user info it stands for itself.
        return Optional.of(URLDecoder.decode(login[index].replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    /// The password is left out.
    @Override
    public String toString() {
        return jdbcUrl;
    }
}
