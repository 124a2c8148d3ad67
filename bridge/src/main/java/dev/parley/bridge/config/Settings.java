package dev.parley.bridge.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;

/// Named values from outside, by the name of their environment variable. Each place overrides those after it:
///
/// 1. arguments, `--whatsapp.bridge.port=3001`
/// 2. system properties, `-Dwhatsapp.bridge.port=3001`
/// 3. environment variables, `WHATSAPP_BRIDGE_PORT=3001`
/// 4. the file `.env` in the working directory
///
/// An empty value counts as none. Immutable.
public final class Settings {
    private static final int MAX_PORT = 65_535;

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /// From the places above.
    public static Settings read(List<String> arguments, Path directory) {
        return read(arguments, System.getProperties(), System.getenv(), directory);
    }

    static Settings read(
            List<String> arguments, Properties properties, Map<String, String> environment, Path directory) {
        Map<String, String> values = new HashMap<>(dotenv(directory));
        values.putAll(environment);
        properties.stringPropertyNames().forEach(name -> values.put(variable(name), properties.getProperty(name)));
        arguments.stream().filter(argument -> argument.startsWith("--")).forEach(argument -> {
            String[] parts = argument.substring(2).split("=", 2);
            values.put(variable(parts[0]), parts.length == 2 ? parts[1] : "true");
        });
        return new Settings(values);
    }

    public static Settings of(Map<String, String> values) {
        return new Settings(values);
    }

    /// These settings with some replaced.
    public Settings with(Map<String, String> replacements) {
        Map<String, String> merged = new HashMap<>(values);
        merged.putAll(replacements);
        return new Settings(merged);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /// @throws ConfigException `Missing required env var: NAME`
    public String required(String name) {
        return text(name).orElseThrow(() -> ConfigException.missing(name));
    }

    public int port(String name, int otherwise) {
        return number(name, otherwise, 0, MAX_PORT);
    }

    public int number(String name, int otherwise, int least, int most) {
        return parsed(
                        name,
                        text -> {
                            int number = Integer.parseInt(text);
                            if (number < least || number > most) {
                                throw new NumberFormatException();
                            }
                            return number;
                        },
                        "must be a whole number from " + least + " to " + most)
                .orElse(otherwise);
    }

    /// Separated by commas.
    public List<String> list(String name) {
        return text(name).stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /// @param expected completes "Invalid env var NAME: …"; the value itself is never repeated, it may be a
    ///     secret
    /// @throws ConfigException when `parser` throws
    public <T> Optional<T> parsed(String name, Function<String, T> parser, String expected) {
        return text(name).map(text -> {
            try {
                return parser.apply(text);
            } catch (RuntimeException _) {
                throw ConfigException.invalid(name, expected);
            }
        });
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Map<String, String> dotenv(Path directory) {
        try {
            Dotenv file = Dotenv.configure()
                    // Absolute: the library reads an empty path as the root.
                    .directory(directory.toAbsolutePath().toString())
                    .ignoreIfMissing()
                    .load();
            Map<String, String> values = new HashMap<>();
            file.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
                    .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
            return values;
        } catch (DotenvException _) {
            throw new ConfigException("The file .env cannot be read: each line must be NAME=value");
        }
    }
}
