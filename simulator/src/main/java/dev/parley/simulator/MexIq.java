package dev.parley.simulator;

import dev.parley.whatsapp.wire.Node;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// GraphQL questions, `xmlns=w:mex`: those about restrictions (protocol notes, passkey 6.2 and 6.3).
final class MexIq implements IqHandler {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String TIMELOCK = "23983697327930364";
    private static final Set<String> CAP = Set.of("24503548349331633", "27910975521856601");
    private static final Set<String> CAP_TYPES = Set.of("INDIVIDUAL_NEW_CHAT_THREAD", "INDIVIDUAL_NEW_CHAT_MSG");

    private final RestrictionDesk restrictions;

    MexIq(RestrictionDesk restrictions) {
        this.restrictions = restrictions;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        Node query = iq.child("query").orElseThrow(Refusal::badRequest);
        JsonNode variables = variables(query);
        String id = query.attrOrEmpty("query_id");
        if (id.equals(TIMELOCK)) {
            return result(restrictions.timelockAnswer(caller.account()));
        }
        if (!CAP.contains(id)) {
            throw Refusal.notFound();
        }
        if (!CAP_TYPES.contains(variables.path("input").path("type").asString(""))) {
            throw Refusal.badRequest();
        }
        return result(restrictions.capAnswer(caller.account()));
    }

    private static JsonNode variables(Node query) {
        try {
            JsonNode variables = JSON.readTree(query.text().orElse("")).path("variables");
            if (variables.isObject()) {
                return variables;
            }
        } catch (JacksonException _) {
            // Refused below.
        }
        throw Refusal.badRequest();
    }

    private static IqAnswer result(String json) {
        return IqAnswer.of(Node.of("result").content(json));
    }
}
