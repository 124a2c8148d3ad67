package dev.parley.whatsapp.client.content;

import dev.parley.whatsapp.media.FileHash;
import dev.parley.whatsapp.media.MediaKey;
import dev.parley.whatsapp.media.MediaType;
import dev.parley.whatsapp.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// One content of every kind that can be sent, with everything in it.
public final class ContentSamples {
    private static final Optional<Thumbnail> SMALL = Optional.of(Thumbnail.of(Bytes.utf8("a picture")));
    private static final Optional<Dimensions> SIZE = Optional.of(new Dimensions(640, 480));

    private ContentSamples() {}

    public static Stream<Content> all() {
        return Stream.of(
                Content.Text.of("hello"),
                new Content.Text(
                        "see https://example.org/a",
                        Optional.of(new LinkPreview(
                                "https://example.org/a", Optional.of("A"), Optional.of("about it"), SMALL))),
                new Content.Image(file(MediaType.IMAGE, false), Optional.of("a photo"), SIZE, SMALL),
                video(Content.VideoKind.VIDEO),
                video(Content.VideoKind.GIF),
                video(Content.VideoKind.ROUND),
                new Content.Audio(
                        file(MediaType.AUDIO, true), true, Duration.ofSeconds(7), Collections.nCopies(64, 50)),
                new Content.Audio(file(MediaType.AUDIO, false), false, Duration.ofSeconds(200), List.of()),
                new Content.Document(
                        file(MediaType.DOCUMENT, false), Optional.of("bill.pdf"), Optional.of("for June"), 3, SMALL),
                new Content.Document(
                        file(MediaType.DOCUMENT, false),
                        Optional.of("bill.pdf"),
                        Optional.empty(),
                        0,
                        Optional.empty()),
                new Content.Sticker(file(MediaType.IMAGE, false), true, false, SIZE, SMALL),
                new Content.Location(
                        52.5,
                        13.4,
                        Optional.of("Office"),
                        Optional.of("Street 1"),
                        Optional.of("https://example.org/office"),
                        false,
                        Optional.of("second floor"),
                        SMALL),
                new Content.Contacts(Optional.empty(), List.of(new Content.Contact("Bob", "BEGIN:VCARD\nEND:VCARD"))),
                new Content.Contacts(
                        Optional.of("2 contacts"),
                        List.of(new Content.Contact("Bob", "a"), new Content.Contact("Eve", "b"))),
                new Content.Poll("Tea?", List.of("Yes", "No"), 1),
                new Content.Poll("Which?", List.of("A", "B", "C"), 0));
    }

    private static Content video(Content.VideoKind kind) {
        return new Content.Video(
                file(MediaType.VIDEO, true), kind, Optional.of("a film"), Duration.ofSeconds(12), SIZE, SMALL);
    }

    private static MediaFile file(MediaType type, boolean sidecar) {
        byte[] bytes = new byte[32];
        bytes[0] = 1;
        return new MediaFile(
                type,
                Optional.of(MediaKey.of(bytes)),
                Optional.of(FileHash.of(bytes)),
                Optional.of(FileHash.of(new byte[32])),
                OptionalLong.of(1234),
                Optional.of("application/x-sample"),
                Optional.of("/v/t62/sample"),
                Optional.of("https://mmg.example.org/v/t62/sample"),
                Optional.of(Instant.ofEpochSecond(1_700_000_000)),
                sidecar ? Bytes.utf8("sidecar") : Bytes.EMPTY);
    }
}
