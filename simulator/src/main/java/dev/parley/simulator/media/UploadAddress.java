package dev.parley.simulator.media;

import dev.parley.whatsapp.media.FileHash;
import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// What the address of an upload says (protocol notes, media 2.2): `/{prefix}/{type}/{token}?auth=…&token=…`.
///
/// @param token the hash of the body
/// @param resume whether it is the question how much of the body is there
/// @param offset of the first byte that the body brings
record UploadAddress(FileHash token, String auth, boolean resume, long offset) {
    /// Every folder that some client uploads to. One of them leaves it out for app state.
    private static final Set<String> FOLDERS = Set.of(
            "",
            "/mms/image",
            "/mms/video",
            "/mms/audio",
            "/mms/document",
            "/mms/ptt",
            "/mms/gif",
            "/mms/ptv",
            "/mms/sticker",
            "/mms/sticker-pack",
            "/mms/thumbnail-sticker-pack",
            "/mms/thumbnail-link",
            "/mms/thumbnail-image",
            "/mms/thumbnail-video",
            "/mms/thumbnail-document",
            "/mms/md-msg-hist",
            "/mms/md-app-state",
            "/mms/group-history",
            "/mms",
            "/product/image",
            "/pps/photo");

    /// @return empty when it is no such address
    static Optional<UploadAddress> of(ServerRequest request) {
        String path = request.path().path();
        int name = path.lastIndexOf('/');
        if (name < 0 || !FOLDERS.contains(path.substring(0, name))) {
            return Optional.empty();
        }
        UriQuery query = request.query();
        Optional<FileHash> inPath = token(path.substring(name + 1));
        Optional<FileHash> inQuery = query.first("token").asOptional().flatMap(UploadAddress::token);
        if (inPath.isEmpty() || !inPath.equals(inQuery)) {
            return Optional.empty();
        }
        String offset = query.first("file_offset").orElse("0");
        if (!offset.matches("[0-9]{1,12}")) {
            return Optional.empty();
        }
        return Optional.of(new UploadAddress(
                inPath.get(),
                query.first("auth").orElse(""),
                query.first("resume").orElse("0").equals("1"),
                Long.parseLong(offset)));
    }

    /// Base64url, with or without padding: clients differ.
    private static Optional<FileHash> token(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return bytes.length == FileHash.LENGTH ? Optional.of(FileHash.of(bytes)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
