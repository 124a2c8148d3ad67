package dev.parley.whatsapp.client.contact;

import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;

/// What a business says of itself (media-history-appstate.md section 6.6).
///
/// @param categories in the business's language
public record BusinessProfile(
        Optional<String> address,
        Optional<String> description,
        Optional<String> email,
        List<String> websites,
        List<String> categories,
        Optional<Hours> hours) {
    public BusinessProfile {
        websites = List.copyOf(websites);
        categories = List.copyOf(categories);
    }

    /// When a business is open.
    ///
    /// @param timezone an IANA name
    public record Hours(String timezone, List<Day> days) {
        public Hours {
            days = List.copyOf(days);
        }
    }

    /// @param name `sun` to `sat`; a day that is closed is missing
    /// @param mode `specific_hours`, `open_24h` or `appointment_only`
    /// @param openMinute from midnight; empty unless there are specific hours, as with `closeMinute`
    public record Day(String name, String mode, Optional<Integer> openMinute, Optional<Integer> closeMinute) {}

    private static final int MINUTES_OF_DAY = 24 * 60;

    /// Reads a `profile` node. What it lacks is empty.
    static BusinessProfile parse(Node profile) {
        return new BusinessProfile(
                text(profile, "address"),
                text(profile, "description"),
                text(profile, "email"),
                texts(profile.children("website")),
                profile.child("categories")
                        .map(categories -> texts(categories.children("category")))
                        .orElse(List.of()),
                profile.child("business_hours").map(BusinessProfile::hours));
    }

    private static Hours hours(Node hours) {
        return new Hours(
                hours.attrOrEmpty("timezone"),
                hours.children("business_hours_config").stream()
                        .map(day -> new Day(
                                day.attrOrEmpty("day_of_week"),
                                day.attrOrEmpty("mode"),
                                minute(day, "open_time"),
                                minute(day, "close_time")))
                        .toList());
    }

    private static Optional<Integer> minute(Node day, String name) {
        return day.number(name).stream()
                .filter(minute -> minute >= 0 && minute <= MINUTES_OF_DAY)
                .mapToObj(minute -> (int) minute)
                .findFirst();
    }

    private static Optional<String> text(Node profile, String tag) {
        return profile.child(tag).flatMap(Node::text).filter(text -> !text.isBlank());
    }

    private static List<String> texts(List<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> node.text().stream())
                .filter(text -> !text.isBlank())
                .toList();
    }
}
