package dev.parley.app;

import java.net.ConnectException;
import java.sql.SQLException;
import org.springframework.boot.web.server.PortInUseException;

/// Says in one sentence why something did not start.
final class StartFailure {
    private StartFailure() {}

    static String words(Throwable failure) {
        Throwable cause = failure;
        while (true) {
            switch (cause) {
                case PortInUseException port -> {
                    return "port " + port.getPort() + " is in use by another program";
                }
                case SQLException database -> {
                    return "the database cannot be used: " + database.getMessage();
                }
                case ConnectException connection -> {
                    return "a connection was refused: " + connection.getMessage();
                }
                default -> {
                    Throwable next = cause.getCause();
                    if (next == null) {
                        return String.valueOf(cause.getMessage());
                    }
                    cause = next;
                }
            }
        }
    }
}
