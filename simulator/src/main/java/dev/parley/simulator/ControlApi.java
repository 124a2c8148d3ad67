package dev.parley.simulator;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// The HTTP face of the simulator: JSON in, JSON out, errors as `{"error":"…"}` with a fitting status.
final class ControlApi implements HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(ControlApi.class);
    private static final String JSON_TYPE = "application/json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PhoneCalls phones;
    private final LinkCalls linking;
    private final PeopleCalls people;
    private final MediaCalls media;
    private final HistoryCalls history;
    private final AppStateCalls appState;
    private final FaultCalls faults;
    private final RestrictionCalls restrictions;

    ControlApi(
            PhoneCalls phones,
            LinkCalls linking,
            PeopleCalls people,
            MediaCalls media,
            HistoryCalls history,
            AppStateCalls appState,
            FaultCalls faults,
            RestrictionCalls restrictions) {
        this.phones = phones;
        this.linking = linking;
        this.people = people;
        this.media = media;
        this.history = history;
        this.appState = appState;
        this.faults = faults;
        this.restrictions = restrictions;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/info", answering(_ -> phones.info()))
                .get("/phones", answering(_ -> phones.all()))
                .post("/phones", answering(phones::create))
                .post("/phones/{phone}/scan", answering(linking::scan))
                .post("/phones/{phone}/enter-code", answering(linking::enterCode))
                .post("/phones/{phone}/refresh-code", answering(linking::refreshCode))
                .post("/phones/{phone}/refuse-codes", answering(linking::refuseCodes))
                .post("/phones/{phone}/require-passkey", answering(linking::requirePasskey))
                .post("/phones/{phone}/create-passkey", answering(linking::createPasskey))
                .post("/phones/{phone}/passkey-assertion", answering(linking::passkeyAssertion))
                .get("/phones/{phone}/passkey", answering(linking::passkey))
                .post("/phones/{phone}/passkey", answering(linking::setPasskey))
                .get("/phones/{phone}/messages", answering(phones::messages))
                .post("/phones/{phone}/messages", answering(this::send))
                .get("/phones/{phone}/messages/{id}/file", answering(media::describe))
                .delete("/phones/{phone}/messages/{id}/file", answering(media::delete))
                .get("/phones/{phone}/messages/{id}/file/content", this::content)
                .post("/phones/{phone}/history", answering(history::remember))
                .post("/phones/{phone}/media-retries", answering(media::retries))
                .post("/phones/{phone}/react", answering(phones::react))
                .post("/phones/{phone}/edit", answering(phones::edit))
                .post("/phones/{phone}/delete", answering(phones::delete))
                .post("/phones/{phone}/vote", answering(phones::vote))
                .post("/phones/{phone}/read", answering(phones::read))
                .post("/phones/{phone}/unlink", answering(phones::unlink))
                .post("/phones/{phone}/settings", answering(phones::settings))
                .post("/phones/{phone}/profile", answering(people::profile))
                .post("/phones/{phone}/privacy", answering(people::privacy))
                .post("/phones/{phone}/block", answering(people::block))
                .post("/phones/{phone}/timer", answering(people::timer))
                .post("/phones/{phone}/business", answering(people::business))
                .post("/phones/{phone}/number", answering(people::number))
                .post("/phones/{phone}/presence", answering(people::presence))
                .post("/phones/{phone}/typing", answering(people::typing))
                .get("/phones/{phone}/sightings", answering(people::sightings))
                .post("/phones/{phone}/groups", answering(people::group))
                .post("/phones/{phone}/groups/messages", answering(people::sendToGroup))
                .post("/phones/{phone}/status", answering(people::status))
                .post("/phones/{phone}/channel-posts", answering(people::channelPost))
                .post("/phones/{phone}/calls", answering(people::call))
                .post("/phones/{phone}/calls/end", answering(people::endCall))
                .post("/phones/{phone}/reinstall", answering(phones::reinstall))
                .post("/phones/{phone}/timelock", answering(restrictions::timelock))
                .post("/phones/{phone}/cap", answering(restrictions::cap))
                .post("/phones/{phone}/needs-token", answering(restrictions::needsToken))
                .get("/phones/{phone}/app-state", answering(appState::read))
                .post("/phones/{phone}/app-state", answering(appState::act))
                .post("/phones/{phone}/app-state/settings", answering(appState::settings))
                .post("/phones/{phone}/app-state/faults", answering(appState::faults))
                .get("/stanzas", answering(phones::stanzas))
                .post("/faults", answering(faults::apply))
                .any(answering(_ -> {
                    throw ControlException.unknown("There is nothing at this path for this method");
                }));
    }

    /// A form brings a file.
    private Object send(ControlRequest request) {
        return request.contentType().startsWith("multipart/form-data") ? media.send(request) : phones.send(request);
    }

    private void content(ServerRequest request, ServerResponse response) throws IOException {
        try (InputStream content = Files.newInputStream(media.content(new ControlRequest(request, JSON)))) {
            response.header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
            try (OutputStream body = response.outputStream()) {
                content.transferTo(body);
            }
        } catch (ControlException e) {
            answer(response, Status.create(e.reason().status()), error(String.valueOf(e.getMessage())));
        }
    }

    /// @param call gives the value to answer with
    private static Handler answering(Function<ControlRequest, Object> call) {
        return (request, response) -> {
            try {
                answer(response, Status.OK_200, call.apply(new ControlRequest(request, JSON)));
            } catch (ControlException e) {
                answer(response, Status.create(e.reason().status()), error(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                LOG.error("a control call failed", e);
                answer(response, Status.INTERNAL_SERVER_ERROR_500, error("The simulator failed, see its log"));
            }
        };
    }

    private static void answer(ServerResponse response, Status status, Object body) {
        response.status(status).header(HeaderNames.CONTENT_TYPE, JSON_TYPE).send(JSON.writeValueAsBytes(body));
    }

    private static Map<String, String> error(String sentence) {
        return Map.of("error", sentence);
    }
}
