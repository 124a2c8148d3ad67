package dev.parley.interop;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a Baileys agent reports, one JSON object a line; `event` names the kind.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(AgentEvent.Ready.class),
    @JsonSubTypes.Type(AgentEvent.Qr.class),
    @JsonSubTypes.Type(AgentEvent.Open.class),
    @JsonSubTypes.Type(AgentEvent.Closed.class),
    @JsonSubTypes.Type(AgentEvent.Text.class),
    @JsonSubTypes.Type(AgentEvent.Undecryptable.class),
    @JsonSubTypes.Type(AgentEvent.Acknowledged.class),
    @JsonSubTypes.Type(AgentEvent.Receipt.class),
    @JsonSubTypes.Type(AgentEvent.State.class),
    @JsonSubTypes.Type(AgentEvent.Told.class),
    @JsonSubTypes.Type(AgentEvent.Result.class),
    @JsonSubTypes.Type(AgentEvent.Failed.class)
})
sealed interface AgentEvent {
    /// The process takes commands.
    @JsonTypeName("ready")
    record Ready() implements AgentEvent {}

    /// The text of a new QR code.
    @JsonTypeName("qr")
    record Qr(String qr) implements AgentEvent {}

    /// Logged in, as the device with these JIDs.
    @JsonTypeName("open")
    record Open(String jid, @Nullable String lid) implements AgentEvent {}

    /// The connection ended; the agent connects again unless this was `last`. 401 is a logout, 515 the restart
    /// after linking, 428 a connection that just broke.
    @JsonTypeName("close")
    record Closed(int code, String reason, boolean last) implements AgentEvent {}

    /// A text that arrived, or with `fromMe` one that another device of the account sent. `chat` is the JID that
    /// it was addressed with, `alt` the same person's other one (LID or phone number) when the server named it;
    /// `timestamp` counts seconds since the epoch.
    @JsonTypeName("message")
    record Text(String id, String chat, @Nullable String alt, boolean fromMe, String text, long timestamp)
            implements AgentEvent {}

    /// A message whose decryption failed. Baileys asks for it again, so it may still arrive.
    @JsonTypeName("undecryptable")
    record Undecryptable(String id, String chat, @Nullable String alt, boolean fromMe, String reason)
            implements AgentEvent {}

    /// The server took a text of ours, or refused it with `error`.
    @JsonTypeName("ack")
    record Acknowledged(String id, @Nullable String error) implements AgentEvent {}

    /// A receipt for texts of ours, from one device of a person. `type` is empty for a delivery, else as on the
    /// wire: `inactive`, `read`, `sender`, `retry` …
    @JsonTypeName("receipt")
    record Receipt(List<String> ids, String from, String type) implements AgentEvent {}

    /// The answer to the command of that name; `unsent` counts the texts that wait for their ack.
    @JsonTypeName("state")
    record State(
            boolean open, @Nullable String jid, @Nullable String lid, int unsent) implements AgentEvent {}

    /// An event of Baileys as it is, under Baileys' name: `messages.upsert`, `presence.update` … Protobuf messages
    /// are in their JSON form, with bytes in Base64.
    @JsonTypeName("told")
    record Told(String name, JsonNode data) implements AgentEvent {}

    /// What came of the call with that id; `error` when it failed.
    @JsonTypeName("result")
    record Result(String id, JsonNode value, @Nullable String error) implements AgentEvent {}

    /// Something went wrong inside the agent.
    @JsonTypeName("error")
    record Failed(String message) implements AgentEvent {}
}
