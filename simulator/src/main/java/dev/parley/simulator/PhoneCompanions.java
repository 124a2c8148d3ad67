package dev.parley.simulator;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.proto.ProtocolMessage;
import dev.parley.whatsapp.wire.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tells a phone's features about its companions. Not thread-safe: the phone's lock is held around every call.
final class PhoneCompanions {
    private final PhoneLine line;
    private final List<PhoneFeature> features;
    private final Set<Integer> greeted = new HashSet<>();

    /// @param features in the order in which they write to a new companion
    PhoneCompanions(PhoneLine line, List<PhoneFeature> features) {
        this.line = line;
        this.features = List.copyOf(features);
    }

    /// Turns to the companions that can be written to, if the phone is online.
    void greet() {
        for (Device companion : line.readyCompanions()) {
            if (greeted.add(companion.number())) {
                features.forEach(feature -> feature.linked(companion));
            } else {
                features.forEach(feature -> feature.active(companion));
            }
        }
    }

    void online() {
        features.forEach(PhoneFeature::online);
        greet();
    }

    void asked(Device companion, String id, ProtocolMessage content) {
        features.forEach(feature -> feature.asked(companion, id, content));
    }

    void shown(String id, Message content) {
        features.forEach(feature -> feature.shown(id, content));
    }

    void reported(Node receipt) {
        features.forEach(feature -> feature.reported(receipt));
    }

    void notified(Node notification) {
        features.forEach(feature -> feature.notified(notification));
    }
}
