package dev.parley.simulator.media;

import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Takes a file off the servers: a client does so with a chunk of the history that it has read (protocol notes, media
/// 2.2). `d_md` is the direct path without its query, in base64url.
final class Deletions implements Handler {
    private final MediaStore store;
    private final UploadAuths auths;

    Deletions(MediaStore store, UploadAuths auths) {
        this.store = store;
        this.auths = auths;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        Optional<UploadAddress> address = UploadAddress.of(request);
        Optional<StoredFile> file = request.query()
                .first("d_md")
                .asOptional()
                .flatMap(Deletions::decoded)
                .flatMap(store::byPath);
        if (address.isEmpty()) {
            response.status(Status.BAD_REQUEST_400).send();
        } else if (!auths.isValid(address.get().auth())) {
            response.status(Status.UNAUTHORIZED_401).send();
        } else if (file.filter(found -> found.hash().equals(address.get().token()))
                .isEmpty()) {
            response.status(Status.NOT_FOUND_404).send();
        } else {
            store.delete(file.get().directPath());
            response.status(Status.OK_200).send();
        }
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
