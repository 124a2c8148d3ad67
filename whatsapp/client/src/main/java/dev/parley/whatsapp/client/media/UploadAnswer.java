package dev.parley.whatsapp.client.media;

import java.net.URI;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a media server answers to an upload.
///
/// @param url on the server that took the file
record UploadAnswer(String directPath, URI url) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// How far an upload has come.
    sealed interface Progress {
        record Complete(UploadAnswer answer) implements Progress {}

        record Partial(long received) implements Progress {}
    }

    /// @return empty when it does not say where the file is
    static Optional<UploadAnswer> of(byte[] json, String host) {
        return parse(json).flatMap(answer -> of(answer, host));
    }

    /// Anything unclear means that nothing has come.
    static Progress progress(byte[] json, String host) {
        Optional<JsonNode> answer = parse(json);
        String resume = answer.map(node -> node.path("resume").asString("")).orElse("");
        if (resume.equals("complete")) {
            Optional<UploadAnswer> complete = of(answer.get(), host);
            if (complete.isPresent()) {
                return new Progress.Complete(complete.get());
            }
        }
        return new Progress.Partial(resume.matches("[0-9]{1,12}") ? Long.parseLong(resume) : 0);
    }

    private static Optional<UploadAnswer> of(JsonNode answer, String host) {
        return Optional.of(answer.path("direct_path").asString(""))
                .filter(MediaAddress::isDirectPath)
                .map(path -> new UploadAnswer(path, URI.create("https://" + host + path)));
    }

    private static Optional<JsonNode> parse(byte[] json) {
        try {
            return Optional.of(JSON.readTree(json));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
