package dev.parley.simulator;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// `/sw.js`: the part of WhatsApp Web's service worker in which clients look up the current version. The revision
/// stands in an escaped JSON string, as in the real script.
final class ServiceWorkerScript implements Handler {
    /// The revision that was current when this was written (connection.md section 3.3).
    private static final int CURRENT_REVISION = 1_045_649_367;

    private final int revision;

    ServiceWorkerScript(int minimumRevision) {
        this.revision = Math.max(minimumRevision, CURRENT_REVISION);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/javascript")
                .send("self.__data=JSON.parse(\"{\\\"client_revision\\\":" + revision + ",\\\"dict\\\":3}\");");
    }
}
