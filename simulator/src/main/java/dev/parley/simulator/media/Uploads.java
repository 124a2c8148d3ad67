package dev.parley.simulator.media;

import dev.parley.simulator.media.MediaFaults.Request;
import dev.parley.whatsapp.media.FileHash;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.json.JsonMapper;

/// Takes uploads (protocol notes, media 2.2). What has come of a broken one is kept, and an upload may go on there.
/// A body that has not the hash of its address is refused.
final class Uploads {
    private static final int CHUNK = 65536;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final MediaStore store;
    private final UploadAuths auths;
    private final MediaFaults faults;

    Uploads(MediaStore store, UploadAuths auths, MediaFaults faults) {
        this.store = store;
        this.auths = auths;
        this.faults = faults;
    }

    void receive(ServerRequest request, ServerResponse response) {
        Optional<UploadAddress> address = UploadAddress.of(request);
        if (address.isEmpty()) {
            refuse(response, Status.BAD_REQUEST_400, "no address of an upload");
        } else if (!auths.isValid(address.get().auth())) {
            refuse(response, Status.UNAUTHORIZED_401, "no permission to upload");
        } else if (address.get().resume()) {
            resume(request, response, address.get().token());
        } else {
            receive(request, response, address.get());
        }
    }

    /// What of the body is there already. Faults wait for the upload itself.
    private void resume(ServerRequest request, ServerResponse response, FileHash token) {
        Optional<StoredFile> complete = store.byHash(token);
        if (complete.isPresent()) {
            Map<String, String> answer = described(request, complete.get());
            answer.put("resume", "complete");
            answer(response, Status.OK_200, answer);
        } else {
            answer(response, Status.OK_200, Map.of("resume", Long.toString(store.partialLength(token))));
        }
    }

    private void receive(ServerRequest request, ServerResponse response, UploadAddress address) {
        Optional<MediaFault> fault = faults.take(Request.UPLOAD);
        if (fault.isPresent() && Answers.instead(response, fault.get())) {
            return;
        }
        OptionalLong length = request.headers().contentLength();
        if (length.isEmpty()) {
            refuse(response, Status.LENGTH_REQUIRED_411, "the length must be announced");
            return;
        }
        if (length.getAsLong() > MediaStore.LARGEST_BODY - address.offset()) {
            refuse(response, Status.REQUEST_ENTITY_TOO_LARGE_413, "the file is too large");
            return;
        }
        long most = fault.filter(MediaFault.Cut.class::isInstance)
                .map(cut -> ((MediaFault.Cut) cut).afterBytes())
                .orElse(Long.MAX_VALUE);
        Path body =
                address.offset() > 0 ? store.takePartial(address.token()).orElseGet(store::newBody) : store.newBody();
        try {
            if (!cutBack(body, address.offset())) {
                MediaFolder.delete(body);
                refuse(response, Status.BAD_REQUEST_400, "the upload cannot go on there");
                return;
            }
            append(request, body, most, length.getAsLong());
        } catch (IOException | UncheckedIOException | CloseConnectionException e) {
            store.keepPartial(address.token(), body);
            throw new CloseConnectionException("the upload broke off", e);
        }
        complete(request, response, address.token(), body);
    }

    private void complete(ServerRequest request, ServerResponse response, FileHash token, Path body) {
        if (hash(body).equals(token)) {
            store.takePartial(token).ifPresent(MediaFolder::delete);
            answer(response, Status.OK_200, described(request, store.publish(token, body)));
        } else {
            MediaFolder.delete(body);
            refuse(response, Status.BAD_REQUEST_400, "the body has another hash than its address");
        }
    }

    /// False when less than that has come.
    private static boolean cutBack(Path body, long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(body, StandardOpenOption.WRITE)) {
            if (channel.size() < offset) {
                return false;
            }
            channel.truncate(offset);
            return true;
        }
    }

    /// @throws CloseConnectionException after `most` bytes
    private static void append(ServerRequest request, Path body, long most, long length) throws IOException {
        if (length == 0) {
            return;
        }
        try (InputStream in = request.content().inputStream();
                OutputStream out = Files.newOutputStream(body, StandardOpenOption.APPEND)) {
            byte[] chunk = new byte[CHUNK];
            long left = most;
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                int taken = (int) Math.min(read, left);
                out.write(chunk, 0, taken);
                left -= taken;
                if (left == 0) {
                    throw new CloseConnectionException("cut on purpose");
                }
            }
        }
    }

    private static FileHash hash(Path body) {
        try (InputStream in = Files.newInputStream(body)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return FileHash.of(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Some clients have only the host in `url` to download from, so it is the one that they came to.
    private static Map<String, String> described(ServerRequest request, StoredFile file) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("url", "https://" + request.authority() + file.directPath());
        answer.put("direct_path", file.directPath());
        answer.put("handle", "h" + file.hash().token());
        answer.put("object_id", file.hash().token());
        return answer;
    }

    private static void refuse(ServerResponse response, Status status, String why) {
        answer(response, status, Map.of("error", why));
    }

    private static void answer(ServerResponse response, Status status, Object body) {
        response.status(status)
                .header(HeaderNames.CONTENT_TYPE, "application/json")
                .send(JSON.writeValueAsBytes(body));
    }
}
