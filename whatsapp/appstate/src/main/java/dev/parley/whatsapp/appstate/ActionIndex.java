package dev.parley.whatsapp.appstate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What a record is about: the name of an action, then its arguments (chat, message id, …). It is the identity of the
/// record, byte for byte. Immutable.
public final class ActionIndex {
    /// In bytes. The longest in use name a chat, a message and its sender.
    static final int MAX_LENGTH = 4096;

    private final byte[] json;
    private final List<String> parts;

    private ActionIndex(byte[] json, List<String> parts) {
        this.json = json;
        this.parts = parts;
    }

    /// @throws IllegalArgumentException if the index would be longer than 4096 bytes, or a string is not
    ///     valid Unicode
    public static ActionIndex of(String action, String... arguments) {
        List<String> parts =
                Stream.concat(Stream.of(action), Arrays.stream(arguments)).toList();
        byte[] json = IndexJson.write(parts);
        if (json.length > MAX_LENGTH) {
            throw new IllegalArgumentException("an action index of " + json.length + " bytes");
        }
        return new ActionIndex(json, parts);
    }

    /// Reads what a record holds. Anything may be passed: what is no array of strings is an unknown action.
    public static ActionIndex read(byte[] json) {
        return new ActionIndex(json.clone(), IndexJson.read(json));
    }

    /// The name of the action, see [ActionType]; empty if the index cannot be read.
    public String action() {
        return parts.isEmpty() ? "" : parts.getFirst();
    }

    /// What follows the name: JIDs, ids, `"1"` and `"0"`.
    public List<String> arguments() {
        return parts.isEmpty() ? List.of() : parts.subList(1, parts.size());
    }

    /// The JSON text in UTF-8; a copy, the caller's own.
    public byte[] bytes() {
        return json.clone();
    }

    /// The bytes themselves, for this package, which only reads them.
    byte[] shared() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ActionIndex index && Arrays.equals(json, index.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    /// The action only: arguments are JIDs.
    @Override
    public String toString() {
        return "ActionIndex[" + action() + ", " + arguments().size() + " arguments]";
    }
}
