package dev.parley.whatsapp.client.content;

import static dev.parley.whatsapp.client.content.MediaReader.text;

import dev.parley.whatsapp.client.content.Content.Card;
import dev.parley.whatsapp.proto.ButtonsMessage;
import dev.parley.whatsapp.proto.DocumentMessage;
import dev.parley.whatsapp.proto.EventMessage;
import dev.parley.whatsapp.proto.GroupInviteMessage;
import dev.parley.whatsapp.proto.ImageMessage;
import dev.parley.whatsapp.proto.InteractiveMessage;
import dev.parley.whatsapp.proto.ListMessage;
import dev.parley.whatsapp.proto.LocationMessage;
import dev.parley.whatsapp.proto.OrderMessage;
import dev.parley.whatsapp.proto.PollResultSnapshotMessage;
import dev.parley.whatsapp.proto.ProductMessage;
import dev.parley.whatsapp.proto.StickerPackMessage;
import dev.parley.whatsapp.proto.TemplateMessage;
import dev.parley.whatsapp.proto.TemplateMessage.HydratedFourRowTemplate;
import dev.parley.whatsapp.proto.TemplateMessage.HydratedTemplateButton;
import dev.parley.whatsapp.proto.VideoMessage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the cards of businesses, invitations and events (messaging.md section 8.4).
final class CardReader {
    /// A native flow's button hides its label in JSON.
    private static final Pattern LABEL = Pattern.compile("\"display_text\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.){1,200}+)\"");

    private static final int PRICE_DECIMALS = 3;

    private CardReader() {}

    static Card buttons(ButtonsMessage message) {
        return new Card(
                "buttonsMessage",
                header(message),
                text(message.getText()),
                text(message.getContentText()),
                text(message.getFooterText()),
                message.getButtonsList().stream()
                        .flatMap(button -> text(button.getButtonText().getDisplayText()).stream())
                        .toList(),
                List.of());
    }

    static Card list(ListMessage message) {
        return new Card(
                "listMessage",
                Optional.empty(),
                text(message.getTitle()),
                text(message.getDescription()),
                text(message.getFooterText()),
                message.getSectionsList().stream()
                        .flatMap(section -> section.getRowsList().stream())
                        .flatMap(row -> text(row.getTitle()).stream())
                        .toList(),
                List.of());
    }

    static Card template(TemplateMessage message) {
        if (message.hasInteractiveMessageTemplate()) {
            return interactive("templateMessage", message.getInteractiveMessageTemplate());
        }
        HydratedFourRowTemplate template =
                message.hasHydratedTemplate() ? message.getHydratedTemplate() : message.getHydratedFourRowTemplate();
        return new Card(
                "templateMessage",
                header(template),
                text(template.getHydratedTitleText()),
                text(template.getHydratedContentText()),
                text(template.getHydratedFooterText()),
                template.getHydratedButtonsList().stream()
                        .flatMap(CardReader::label)
                        .toList(),
                List.of());
    }

    static Card interactive(InteractiveMessage message) {
        return interactive("interactiveMessage", message);
    }

    private static Card interactive(String kind, InteractiveMessage message) {
        Card card = single(kind, message);
        // Cards inside cards inside cards are nobody's.
        List<Card> cards = message.getCarouselMessage().getCardsList().stream()
                .map(inner -> single(kind, inner))
                .toList();
        return new Card(kind, card.header(), card.title(), card.body(), card.footer(), card.buttons(), cards);
    }

    private static Card single(String kind, InteractiveMessage message) {
        return new Card(
                kind,
                header(message.getHeader()),
                text(message.getHeader().getTitle())
                        .or(() -> text(message.getHeader().getSubtitle())),
                text(message.getBody().getText()),
                text(message.getFooter().getText()),
                message.getNativeFlowMessage().getButtonsList().stream()
                        .flatMap(button -> label(button.getButtonParamsJson()))
                        .toList(),
                List.of());
    }

    static Card product(ProductMessage message) {
        ProductMessage.ProductSnapshot product = message.getProduct();
        return plain(
                "productMessage",
                text(product.getTitle()),
                text(message.getBody()).or(() -> text(product.getDescription())),
                price(product.getPriceAmount1000(), product.getCurrencyCode()).or(() -> text(message.getFooter())));
    }

    static Card order(OrderMessage message) {
        return plain(
                "orderMessage",
                text(message.getOrderTitle()),
                text(message.getMessage()),
                price(message.getTotalAmount1000(), message.getTotalCurrencyCode()));
    }

    static Card groupInvite(GroupInviteMessage message) {
        return plain("groupInviteMessage", text(message.getGroupName()), text(message.getCaption()), Optional.empty());
    }

    static Card event(EventMessage message) {
        return plain(
                "eventMessage",
                text(message.getName()),
                text(message.getDescription()),
                text(message.getLocation().getName()));
    }

    static Card stickerPack(StickerPackMessage message) {
        return plain(
                "stickerPackMessage",
                text(message.getName()),
                text(message.getCaption()),
                text(message.getPublisher()));
    }

    static Card pollResult(PollResultSnapshotMessage message) {
        return new Card(
                "pollResultSnapshotMessage",
                Optional.empty(),
                text(message.getName()),
                Optional.empty(),
                Optional.empty(),
                message.getPollVotesList().stream()
                        .map(vote -> vote.getOptionName() + ": " + vote.getOptionVoteCount())
                        .toList(),
                List.of());
    }

    private static Card plain(String kind, Optional<String> title, Optional<String> body, Optional<String> footer) {
        return new Card(kind, Optional.empty(), title, body, footer, List.of(), List.of());
    }

    /// Whatever file or place stands above the words.
    private static Optional<Content> header(com.google.protobuf.Message message) {
        return message.getAllFields().values().stream()
                .flatMap(value -> switch (value) {
                    case ImageMessage image -> Stream.<Content>of(MediaReader.image(image));
                    case VideoMessage video -> Stream.<Content>of(MediaReader.video(video, false));
                    case DocumentMessage document -> Stream.<Content>of(MediaReader.document(document));
                    case LocationMessage location -> Stream.<Content>of(ContentReader.location(location));
                    default -> Stream.<Content>empty();
                })
                .findFirst();
    }

    private static Stream<String> label(HydratedTemplateButton button) {
        return Stream.of(button.getQuickReplyButton(), button.getUrlButton(), button.getCallButton())
                .flatMap(labelled -> text(labelled.getDisplayText()).stream());
    }

    private static Stream<String> label(String json) {
        Matcher matcher = LABEL.matcher(json);
        return matcher.find() ? text(unescaped(matcher.group(1))).stream() : Stream.empty();
    }

    private static String unescaped(String json) {
        try {
            return json.indexOf('\\') < 0 ? json : json.translateEscapes();
        } catch (IllegalArgumentException _) {
            return json;
        }
    }

    private static Optional<String> price(long thousandths, String currency) {
        return thousandths > 0 && !currency.isBlank()
                ? Optional.of(BigDecimal.valueOf(thousandths, PRICE_DECIMALS)
                                .stripTrailingZeros()
                                .toPlainString()
                        + " " + currency)
                : Optional.empty();
    }
}
