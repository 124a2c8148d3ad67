package dev.parley.app;

import dev.parley.app.demo.DemoCast;
import dev.parley.app.postgres.PostgresServer;
import dev.parley.bridge.Bridge;
import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.SecretFile;
import dev.parley.bridge.config.Settings;
import dev.parley.bridge.keys.KeyRotation;
import dev.parley.bridge.lease.AbandonedLeases;
import dev.parley.database.DatabaseUrl;
import dev.parley.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// What the commands start. Each adds what it started to `running` and returns the line that says where it is.
final class Commands {
    private static final int SIMULATOR_PORT = 9000;
    private static final int KEY_BYTES = 32;
    private static final String KEY_FILE = "bridge-api.key";

    private final Settings settings;
    private final SecureRandom random;
    private final Running running;

    Commands(Settings settings, SecureRandom random, Running running) {
        this.settings = settings;
        this.random = random;
        this.running = running;
    }

    /// Everything in one process, speaking to WhatsApp.
    String start() {
        return "Parley is ready: " + allInOne(settings, BridgeConfig.dataDirectory(settings));
    }

    /// Everything in one process, with a simulator in WhatsApp's place. Its data and database are apart from
    /// those of [#start()]: the simulator would tell real sessions that they are unlinked.
    String demo() {
        Simulator simulator = openSimulator();
        DemoCast cast = running.add(DemoCast.enter(simulator));
        Path directory = BridgeConfig.dataDirectory(settings).resolve("demo");
        Settings demo = settings.with(Map.of(
                "DATABASE_URL", "",
                "PARLEY_DATA_DIR", directory.toString(),
                "PARLEY_WHATSAPP_URL", simulator.webSocketUrl().toString(),
                "PARLEY_WHATSAPP_ROOT_KEY", HexFormat.of().formatHex(simulator.rootKey()),
                "PARLEY_WHATSAPP_MEDIA_CA", mediaCa(simulator, directory).toString()));
        return "Parley demo is ready: " + allInOne(demo, directory) + ", simulator " + simulator.controlUrl()
                + ", your phone +" + cast.owner();
    }

    /// A file with the certificate of the simulator's media servers, which is another at every start.
    private static Path mediaCa(Simulator simulator, Path directory) {
        try {
            Files.createDirectories(directory);
            return Files.writeString(directory.resolve("media-ca.pem"), simulator.mediaCaPem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The simulator alone.
    String simulator() {
        Simulator simulator = openSimulator();
        return "Simulator is ready: " + simulator.webSocketUrl() + ", control " + simulator.controlUrl() + ", root key "
                + HexFormat.of().formatHex(simulator.rootKey());
    }

    /// The bridge alone: it must be told its database and key.
    String bridge() {
        Bridge bridge = running.add(Bridge.start(BridgeConfig.of(settings)));
        return "Bridge is ready: " + address(bridge);
    }

    /// Changes the master key, and ends.
    String rotateKey() {
        Path directory = BridgeConfig.dataDirectory(settings);
        Map<String, String> found = new HashMap<>();
        // Asked for by every configuration; nobody calls here.
        found.put("WHATSAPP_BRIDGE_API_KEY", "none");
        try (Running needed = new Running()) {
            if (settings.text("DATABASE_URL").isEmpty()) {
                needed.add(DataDirectory.hold(directory));
                found.put(
                        "DATABASE_URL",
                        needed.add(PostgresServer.start(directory.resolve("postgresql"), random))
                                .url());
            }
            BridgeConfig config = BridgeConfig.of(settings.with(found));
            int rows = KeyRotation.run(config, BridgeConfig.newEncryptionKey(settings), random);
            return "Parley encrypted " + rows + " rows under the new master key"
                    + (config.encryptionKey().isPresent()
                            ? ": set PARLEY_ENCRYPTION_KEY to it now, and remove PARLEY_NEW_ENCRYPTION_KEY"
                            : "");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Simulator openSimulator() {
        return running.add(Simulator.builder()
                .port(settings.port("PARLEY_SIMULATOR_PORT", SIMULATOR_PORT))
                .build()
                .start());
    }

    private String allInOne(Settings given, Path directory) {
        running.add(DataDirectory.hold(directory));
        Map<String, String> found = new HashMap<>();
        Path keyFile = directory.resolve(KEY_FILE);
        boolean ownKey = given.text("WHATSAPP_BRIDGE_API_KEY").isEmpty();
        if (ownKey) {
            found.put("WHATSAPP_BRIDGE_API_KEY", SecretFile.readOrCreate(keyFile, this::newKey));
        }
        if (given.text("DATABASE_URL").isEmpty()) {
            PostgresServer database = running.add(PostgresServer.start(directory.resolve("postgresql"), random));
            found.put("DATABASE_URL", database.url());
            // The directory is held: whoever ran on this database before is dead.
            AbandonedLeases.clear(DatabaseUrl.parse(database.url()));
        }
        Bridge bridge = running.add(Bridge.start(BridgeConfig.of(given.with(found))));
        return "bridge " + address(bridge) + (ownKey ? " (API key in " + keyFile + ")" : "");
    }

    private String newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    private static String address(Bridge bridge) {
        return "http://localhost:" + bridge.port();
    }
}
