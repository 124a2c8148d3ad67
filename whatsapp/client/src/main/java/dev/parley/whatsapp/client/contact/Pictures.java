package dev.parley.whatsapp.client.contact;

import dev.parley.whatsapp.wire.Node;
import java.net.URI;
import java.util.Optional;

/// Reads WhatsApp's answers about profile pictures; it has several ways to say no (media-history-appstate.md
/// section 6.3).
final class Pictures {
    private static final int UNCHANGED = 304;

    private Pictures() {}

    static Picture read(Node answer) {
        Optional<Node> picture = answer.child("picture");
        if (picture.isEmpty()) {
            return new Picture.Unchanged();
        }
        Optional<Picture> refusal = picture.get()
                .child("error")
                .or(() -> picture)
                .flatMap(node -> code(node).flatMap(Pictures::ofError));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<URI> url = picture.get().attr("url").flatMap(Pictures::uri);
        String id = picture.get().attrOrEmpty("id");
        return url.isPresent() && !id.isEmpty() ? new Picture.Found(id, url.get()) : new Picture.Unchanged();
    }

    /// What an error means; empty when it says nothing about the picture.
    static Optional<Picture> ofError(int code) {
        return switch (code) {
            case UNCHANGED -> Optional.of(new Picture.Unchanged());
            case 204, 404 -> Optional.of(new Picture.None());
            case 401, 403 -> Optional.of(new Picture.Hidden());
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> code(Node node) {
        return node.attr("code")
                .or(() -> node.attr("status"))
                .filter(code -> code.matches("[0-9]{3}"))
                .map(Integer::valueOf);
    }

    /// Only what a browser may load.
    private static Optional<URI> uri(String url) {
        try {
            URI uri = URI.create(url);
            return Optional.of(uri).filter(found -> "https".equals(found.getScheme()) && found.getHost() != null);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
