package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The calls of the control API about people beside their messages: what they show of themselves, whether they
/// are there, groups, status and calls.
final class PeopleCalls {
    private static final Map<String, Object> DONE = Map.of("success", true);
    private static final int MOST_CALLS = 1000;

    private final SimulatorServer server;
    private final Map<String, SimulatedCall> calls = new ConcurrentHashMap<>();

    PeopleCalls(SimulatorServer server) {
        this.server = server;
    }

    Object profile(ControlRequest request) {
        PhoneProfile profile = phone(request).profile();
        request.optionalText("name").ifPresent(profile::rename);
        request.optionalText("about").ifPresent(profile::about);
        request.optionalText("picture").ifPresent(base64 -> profile.picture(decoded(base64)));
        request.optionalFlag("removePicture").filter(remove -> remove).ifPresent(_ -> profile.removePicture());
        request.optionalFlag("touch").filter(touch -> touch).ifPresent(_ -> profile.touch());
        return DONE;
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw ControlException.invalid("'picture' is no base64");
        }
    }

    Object privacy(ControlRequest request) {
        PhoneProfile profile = phone(request).profile();
        profile.privacy(request.text("setting"), request.text("value"));
        return profile.privacy();
    }

    Object block(ControlRequest request) {
        PhoneProfile profile = phone(request).profile();
        SimulatedPhone other = other(request, "other");
        if (request.optionalFlag("blocked").orElse(true)) {
            profile.block(other);
        } else {
            profile.unblock(other);
        }
        return DONE;
    }

    Object timer(ControlRequest request) {
        phone(request).profile().disappearingTimer(request.number("seconds"));
        return DONE;
    }

    Object business(ControlRequest request) {
        phone(request)
                .profile()
                .business(
                        request.text("name"),
                        new BusinessCard(
                                request.optionalText("description").orElse(""),
                                request.optionalText("address").orElse(""),
                                request.optionalText("email").orElse(""),
                                request.optionalText("website").orElse(""),
                                request.optionalText("category").orElse("")));
        return DONE;
    }

    Object number(ControlRequest request) {
        server.phones().changeNumber(phone(request), request.text("number"));
        return DONE;
    }

    Object presence(ControlRequest request) {
        SimulatedPhone phone = phone(request);
        request.optionalFlag("available").ifPresent(phone::available);
        request.optionalText("follow").ifPresent(phone::follow);
        return DONE;
    }

    Object typing(ControlRequest request) {
        phone(request).typing(request.text("to"), request.text("doing"));
        return DONE;
    }

    Object sightings(ControlRequest request) {
        return Map.of("sightings", phone(request).sightings());
    }

    Object group(ControlRequest request) {
        SimulatedPhone[] members = Stream.of(request.text("members").split(",", -1))
                .map(String::strip)
                .map(server.phones()::get)
                .toArray(SimulatedPhone[]::new);
        return Map.of(
                "group",
                phone(request).createGroup(request.text("subject"), members).toString());
    }

    Object sendToGroup(ControlRequest request) {
        Jid group = Jid.parse(request.text("group")).orElseThrow(() -> ControlException.invalid("That is no JID"));
        return Map.of("id", phone(request).sendToMany(group, request.text("text")));
    }

    Object status(ControlRequest request) {
        return Map.of("id", phone(request).postStatus(request.text("text")));
    }

    Object channelPost(ControlRequest request) {
        return Map.of("id", phone(request).receiveChannelPost(request.text("text")));
    }

    Object call(ControlRequest request) {
        if (calls.size() >= MOST_CALLS) {
            throw ControlException.conflict("Too many calls ring");
        }
        SimulatedCall call = phone(request)
                .call(other(request, "to"), request.optionalFlag("video").orElse(false));
        calls.put(call.id(), call);
        return Map.of("id", call.id());
    }

    Object endCall(ControlRequest request) {
        String how = request.text("how");
        if (!List.of("hung-up", "timeout", "answered", "declined").contains(how)) {
            throw ControlException.invalid("'how' is hung-up, timeout, answered or declined");
        }
        SimulatedCall call = calls.remove(request.text("id"));
        if (call == null) {
            throw ControlException.unknown("No such call rings");
        }
        switch (how) {
            case "hung-up" -> call.hangUp();
            case "timeout" -> call.timeOut();
            case "answered" -> call.answerOnPhone();
            default -> call.declineOnPhone();
        }
        return DONE;
    }

    private SimulatedPhone phone(ControlRequest request) {
        return server.phones().get(request.phone());
    }

    private SimulatedPhone other(ControlRequest request, String field) {
        return server.phones().get(request.text(field));
    }
}
