package dev.parley.whatsapp.client.content;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a message shows (messaging.md sections 8.3 and 8.4). Everything in it was chosen by whoever wrote the message:
/// lengths are bounded by the message's own and by nothing else.
public sealed interface Content {
    /// The words to show for it in a list of chats (messaging.md section 8.5): the text, else the caption, the name.
    /// Empty when it has none.
    Optional<String> words();

    /// @param text may be empty
    record Text(String text, Optional<LinkPreview> preview) implements Content {
        public static Text of(String text) {
            return new Text(text, Optional.empty());
        }

        @Override
        public Optional<String> words() {
            return Optional.of(text);
        }
    }

    record Image(
            MediaFile file, Optional<String> caption, Optional<Dimensions> dimensions, Optional<Thumbnail> thumbnail)
            implements Content {
        @Override
        public Optional<String> words() {
            return caption;
        }
    }

    /// @param duration to the second; zero when it is not said
    record Video(
            MediaFile file,
            VideoKind kind,
            Optional<String> caption,
            Duration duration,
            Optional<Dimensions> dimensions,
            Optional<Thumbnail> thumbnail)
            implements Content {
        @Override
        public Optional<String> words() {
            return caption;
        }
    }

    /// How a video is shown.
    enum VideoKind {
        VIDEO,
        /// Plays by itself, again and again, without sound; the file is a video all the same.
        GIF,
        /// A short one in a circle.
        ROUND
    }

    /// @param voiceNote recorded in the chat, to be played there; otherwise a file of music or speech
    /// @param duration to the second; zero when it is not said
    /// @param waveform loudness from 0 to 100, usually 64 values; empty when it is not said
    record Audio(MediaFile file, boolean voiceNote, Duration duration, List<Integer> waveform) implements Content {
        public Audio {
            waveform = List.copyOf(waveform);
        }

        @Override
        public Optional<String> words() {
            return Optional.empty();
        }
    }

    /// @param fileName as the sender named it: no path, and not to be trusted as one
    /// @param pages 0 when it is not said
    record Document(
            MediaFile file,
            Optional<String> fileName,
            Optional<String> caption,
            int pages,
            Optional<Thumbnail> thumbnail)
            implements Content {
        @Override
        public Optional<String> words() {
            return caption.or(() -> fileName);
        }
    }

    /// @param lottie a vector animation (`application/was`) and no picture
    record Sticker(
            MediaFile file,
            boolean animated,
            boolean lottie,
            Optional<Dimensions> dimensions,
            Optional<Thumbnail> thumbnail)
            implements Content {
        @Override
        public Optional<String> words() {
            return Optional.empty();
        }
    }

    /// @param latitude degrees; any number, also none
    /// @param longitude degrees; any number, also none
    /// @param live shared for a time; its updates do not reach companions, so this is where it began
    record Location(
            double latitude,
            double longitude,
            Optional<String> name,
            Optional<String> address,
            Optional<String> url,
            boolean live,
            Optional<String> comment,
            Optional<Thumbnail> thumbnail)
            implements Content {
        @Override
        public Optional<String> words() {
            return name.or(() -> address).or(() -> comment);
        }
    }

    /// One contact or several.
    ///
    /// @param title what the sender calls several of them
    record Contacts(Optional<String> title, List<Contact> contacts) implements Content {
        public Contacts {
            contacts = List.copyOf(contacts);
        }

        @Override
        public Optional<String> words() {
            return title.or(() -> contacts.stream()
                    .map(Contact::name)
                    .filter(name -> !name.isBlank())
                    .findFirst());
        }
    }

    /// @param vcard as the sender wrote it; its TEL lines name WhatsApp users by `waid=`
    record Contact(String name, String vcard) {}

    /// @param selectable how many options a voter may choose; 0 any number
    record Poll(String question, List<String> options, int selectable) implements Content {
        public Poll {
            options = List.copyOf(options);
        }

        @Override
        public Optional<String> words() {
            return Optional.of(question).filter(text -> !text.isBlank());
        }
    }

    /// A choice that somebody made from buttons, a list or a form; shown like a text.
    ///
    /// @param text what they chose, as it was shown to them
    /// @param id what the asker calls it
    record Choice(Optional<String> text, Optional<String> id) implements Content {
        @Override
        public Optional<String> words() {
            return text;
        }
    }

    /// A card of a business, an invitation or an event: readable, with nothing in it to press.
    ///
    /// @param kind WhatsApp's name of it: `buttonsMessage`, `listMessage`, `productMessage`, …
    /// @param header a picture, film, document or place above the words
    /// @param buttons their labels; the rows of a list
    /// @param cards when there are several side by side; these have none
    record Card(
            String kind,
            Optional<Content> header,
            Optional<String> title,
            Optional<String> body,
            Optional<String> footer,
            List<String> buttons,
            List<Card> cards)
            implements Content {
        public Card {
            buttons = List.copyOf(buttons);
            cards = List.copyOf(cards);
        }

        @Override
        public Optional<String> words() {
            return body.or(() -> title)
                    .or(() -> header.flatMap(Content::words))
                    .or(() -> cards.stream()
                            .flatMap(card -> card.words().stream())
                            .findFirst());
        }
    }

    /// What became of a call.
    ///
    /// @param duration zero when it was not answered
    record CallLog(boolean video, CallOutcome outcome, Duration duration) implements Content {
        @Override
        public Optional<String> words() {
            return Optional.empty();
        }
    }

    /// How a call ended.
    enum CallOutcome {
        CONNECTED,
        MISSED,
        FAILED,
        REJECTED,
        ACCEPTED_ELSEWHERE,
        ONGOING,
        SILENCED_BY_DO_NOT_DISTURB,
        SILENCED_UNKNOWN_CALLER
    }

    /// Announces pictures and films that follow, each a message of its own that names this one
    /// ([MessageContext#albumId]).
    record Album(int images, int videos) implements Content {
        @Override
        public Optional<String> words() {
            return Optional.empty();
        }
    }

    /// A kind that this engine does not read. The message keeps all of it.
    ///
    /// @param kind WhatsApp's name of it (`invoiceMessage`), or `message` with its field number
    record Unsupported(String kind) implements Content {
        @Override
        public Optional<String> words() {
            return Optional.empty();
        }
    }
}
