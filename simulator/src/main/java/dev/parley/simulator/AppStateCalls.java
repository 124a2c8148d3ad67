package dev.parley.simulator;

import dev.parley.whatsapp.appstate.SyncAction;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The calls of the control API about a phone's app state.
final class AppStateCalls {
    private static final Map<String, Object> DONE = Map.of("success", true);

    private final SimulatorServer server;

    AppStateCalls(SimulatorServer server) {
        this.server = server;
    }

    /// What companions did, and what the phone refused of it.
    Object read(ControlRequest request) {
        PhoneAppState state = state(request);
        return Map.of(
                "byCompanions",
                state.byCompanions().stream().map(ActionView::of).toList(),
                "rejected",
                state.rejected(),
                "keyRequests",
                state.keyRequests(),
                "recoveries",
                state.recoveries());
    }

    Object act(ControlRequest request) {
        PhoneAppState state = state(request);
        switch (request.text("action")) {
            case "archive" -> state.archive(request.text("chat"), isOn(request));
            case "pin" -> state.pin(request.text("chat"), isOn(request));
            case "mute" -> mute(request, state);
            case "read" -> state.markRead(request.text("chat"), isOn(request));
            case "star" ->
                state.star(request.text("chat"), request.text("messageId"), isFromMe(request), isOn(request));
            case "delete-for-me" ->
                state.deleteForMe(
                        request.text("chat"),
                        request.text("messageId"),
                        isFromMe(request),
                        Instant.ofEpochSecond(
                                request.optionalNumber("timestamp").orElse(0L)));
            case "clear" -> state.clearChat(request.text("chat"));
            case "delete" -> state.deleteChat(request.text("chat"));
            case "name" ->
                state.nameContact(
                        request.text("contact"),
                        request.text("fullName"),
                        request.optionalText("firstName").orElse(""));
            case "remove" -> state.removeContact(request.text("contact"));
            case "push-name" -> state.setPushName(request.text("name"));
            case "unarchive-chats" -> state.unarchiveChats(isOn(request));
            case "disable-link-previews" -> state.disableLinkPreviews(isOn(request));
            default ->
                throw ControlException.invalid("'action' is archive, pin, mute, read, star, delete-for-me, clear, "
                        + "delete, name, remove, push-name, unarchive-chats or disable-link-previews");
        }
        return DONE;
    }

    private static void mute(ControlRequest request, PhoneAppState state) {
        if (isOn(request)) {
            state.mute(request.text("chat"), request.optionalNumber("until").map(Instant::ofEpochSecond));
        } else {
            state.unmute(request.text("chat"));
        }
    }

    /// How this phone deals with keys and snapshots from now on; what is left out stays.
    Object settings(ControlRequest request) {
        PhoneAppState state = state(request);
        request.optionalFlag("shareKeys").ifPresent(state::shareKeysWithNewCompanions);
        request.optionalFlag("answerKeyRequests").ifPresent(state::answerKeyRequests);
        request.optionalFlag("snapshots").ifPresent(state::serveSnapshots);
        request.optionalFlag("mutationsApart").ifPresent(state::serveMutationsApart);
        Optional<Boolean> rotate = request.optionalFlag("rotateKey");
        return rotate.isPresent()
                ? Map.of(
                        "keyId",
                        HexFormat.of().formatHex(state.rotateKey(rotate.get()).bytes()))
                : DONE;
    }

    Object faults(ControlRequest request) {
        AppStateFaults faults = state(request).faults();
        int times = request.optionalNumber("times").map(Math::toIntExact).orElse(1);
        switch (request.text("kind")) {
            case "conflict" -> faults.next(AppStateFaults.Kind.CONFLICT, times);
            case "error" -> faults.errors(request.number("code"), times);
            case "missing-patch" -> faults.next(AppStateFaults.Kind.MISSING_PATCH, times);
            case "bad-patch-mac" -> faults.next(AppStateFaults.Kind.BAD_PATCH_MAC, times);
            case "cut-after-upload" -> faults.next(AppStateFaults.Kind.CUT_AFTER_UPLOAD, times);
            case "page" -> faults.pageSize(page(request));
            case "clear" -> faults.clear();
            default ->
                throw ControlException.invalid("'kind' is conflict, error, missing-patch, bad-patch-mac, "
                        + "cut-after-upload, page or clear");
        }
        return DONE;
    }

    private static int page(ControlRequest request) {
        int size = request.number("size");
        if (size < 1) {
            throw ControlException.invalid("'size' is at least 1");
        }
        return size;
    }

    private PhoneAppState state(ControlRequest request) {
        return server.phones().get(request.phone()).appState();
    }

    private static boolean isOn(ControlRequest request) {
        return request.optionalFlag("on").orElse(true);
    }

    private static boolean isFromMe(ControlRequest request) {
        return request.optionalFlag("fromMe").orElse(false);
    }

    /// @param index the name of the action and its arguments
    private record ActionView(String operation, List<String> index, long timestamp) {
        static ActionView of(SyncAction action) {
            return new ActionView(
                    action.operation().name(),
                    Stream.concat(Stream.of(action.index().action()), action.index().arguments().stream())
                            .toList(),
                    action.value().getTimestamp());
        }
    }
}
