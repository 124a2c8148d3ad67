package dev.parley.interop;

import dev.parley.simulator.Simulator;
import java.util.HexFormat;

/// Whom a Baileys agent talks to.
///
/// @param rootKey of the server's certificate chain, in hex
/// @param mediaHost name and port of the media server
/// @param mediaAuthority the certificate that its own must be signed by, as PEM
record AgentServer(String webSocketUrl, String rootKey, String mediaHost, String mediaAuthority) {
    static AgentServer of(Simulator simulator) {
        return new AgentServer(
                simulator.webSocketUrl().toString(),
                HexFormat.of().formatHex(simulator.rootKey()),
                simulator.mediaHost(),
                simulator.mediaCaPem());
    }
}
