package dev.parley.interop;

import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.media.MediaType;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// The same message as our engine and as Baileys are told to send it.
record SampleMessage(String kind, Function<Engine, Content> forParley, Map<String, ?> forBaileys) {
    private static final byte[] FILE = file();
    private static final String VCARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Grace\nEND:VCARD";

    /// One of each kind that can be sent.
    static List<SampleMessage> all() {
        return List.of(
                new SampleMessage(
                        "place",
                        _ -> new Content.Location(
                                48.8584,
                                2.2945,
                                Optional.of("A tower"),
                                Optional.of("Paris"),
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                Optional.empty()),
                        Map.of(
                                "location",
                                Map.of(
                                        "degreesLatitude",
                                        48.8584,
                                        "degreesLongitude",
                                        2.2945,
                                        "name",
                                        "A tower",
                                        "address",
                                        "Paris"))),
                contacts("contact", 1),
                contacts("contacts", 2),
                new SampleMessage(
                        "poll",
                        _ -> new Content.Poll("Tea or coffee?", List.of("Tea", "Coffee"), 1),
                        Map.of(
                                "poll",
                                Map.of(
                                        "name",
                                        "Tea or coffee?",
                                        "values",
                                        List.of("Tea", "Coffee"),
                                        "selectableCount",
                                        1))),
                new SampleMessage(
                        "image",
                        engine -> new Content.Image(
                                engine.upload(MediaType.IMAGE, "image/jpeg", FILE),
                                Optional.of("a caption"),
                                Optional.empty(),
                                Optional.empty()),
                        file("image", Map.of("caption", "a caption"))),
                video("video", Content.VideoKind.VIDEO, Map.of()),
                video("gif", Content.VideoKind.GIF, Map.of("gifPlayback", true)),
                video("round video", Content.VideoKind.ROUND, Map.of("ptv", true)),
                audio("audio", false, "audio/mpeg"),
                audio("voice note", true, "audio/ogg; codecs=opus"),
                new SampleMessage(
                        "document",
                        engine -> new Content.Document(
                                engine.upload(MediaType.DOCUMENT, "application/pdf", FILE),
                                Optional.of("plan.pdf"),
                                Optional.of("a caption"),
                                0,
                                Optional.empty()),
                        file(
                                "document",
                                Map.of("mimetype", "application/pdf", "fileName", "plan.pdf", "caption", "a caption"))),
                new SampleMessage(
                        "sticker",
                        engine -> new Content.Sticker(
                                engine.upload(MediaType.IMAGE, "image/webp", FILE),
                                false,
                                false,
                                Optional.empty(),
                                Optional.empty()),
                        file("sticker", Map.of())));
    }

    private static SampleMessage contacts(String kind, int count) {
        List<Content.Contact> ours = Collections.nCopies(count, new Content.Contact("Grace", VCARD));
        List<Map<String, String>> theirs = Collections.nCopies(count, Map.of("displayName", "Grace", "vcard", VCARD));
        return new SampleMessage(
                kind,
                _ -> new Content.Contacts(Optional.of("People"), ours),
                Map.of("contacts", Map.of("displayName", "People", "contacts", theirs)));
    }

    private static SampleMessage video(String kind, Content.VideoKind form, Map<String, ?> option) {
        return new SampleMessage(
                kind,
                engine -> new Content.Video(
                        engine.upload(MediaType.VIDEO, "video/mp4", FILE),
                        form,
                        Optional.of("a caption"),
                        Duration.ofSeconds(5),
                        Optional.empty(),
                        Optional.empty()),
                with(file("video", option), Map.of("caption", "a caption", "seconds", 5)));
    }

    private static SampleMessage audio(String kind, boolean voiceNote, String mimetype) {
        return new SampleMessage(
                kind,
                engine -> new Content.Audio(
                        engine.upload(MediaType.AUDIO, mimetype, FILE), voiceNote, Duration.ofSeconds(5), List.of()),
                file("audio", Map.of("mimetype", mimetype, "ptt", voiceNote, "seconds", 5)));
    }

    private static Map<String, Object> file(String kind, Map<String, ?> more) {
        // Baileys would look for a program that makes a thumbnail.
        return with(with(Map.of(kind, BaileysAgent.bytes(FILE)), Map.of("jpegThumbnail", "")), more);
    }

    private static Map<String, Object> with(Map<String, ?> some, Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static byte[] file() {
        byte[] bytes = new byte[20_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
