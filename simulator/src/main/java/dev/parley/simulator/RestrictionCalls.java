package dev.parley.simulator;

import java.util.Map;
import java.util.Optional;

/// The calls of the control API about what an account may not do.
final class RestrictionCalls {
    private static final Map<String, Object> DONE = Map.of("success", true);

    private final Restrictions restrictions;

    RestrictionCalls(Restrictions restrictions) {
        this.restrictions = restrictions;
    }

    Object timelock(ControlRequest request) {
        Optional<String> ends = request.optionalText("ends");
        if (ends.filter(text -> !text.matches("[0-9]{1,10}")).isPresent()) {
            throw ControlException.invalid("'ends' is Unix seconds as text");
        }
        restrictions.timelock(
                request.phone(),
                new Restrictions.Timelock(
                        request.optionalFlag("active").orElse(true),
                        ends,
                        request.optionalText("type").orElse("RESTRICT_ALL_COMPANIONS")));
        return DONE;
    }

    Object cap(ControlRequest request) {
        restrictions.cap(
                request.phone(),
                new Restrictions.Cap(
                        request.text("status"),
                        request.number("total"),
                        request.number("used"),
                        request.number("cycleStart"),
                        request.number("cycleEnd"),
                        request.optionalFlag("asText").orElse(false)));
        return DONE;
    }

    Object needsToken(ControlRequest request) {
        restrictions.needsToken(
                request.phone(),
                request.optionalFlag("needs").orElse(true),
                request.optionalFlag("acceptsSalted").orElse(false));
        return DONE;
    }
}
