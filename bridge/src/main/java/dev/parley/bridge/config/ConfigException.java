package dev.parley.bridge.config;

/// The configuration does not let the program start. The message is one line for whoever starts it.
public final class ConfigException extends RuntimeException {
    public ConfigException(String line) {
        super(line, null, false, false);
    }

    static ConfigException missing(String name) {
        return new ConfigException("Missing required env var: " + name);
    }

    static ConfigException invalid(String name, String words) {
        return new ConfigException("Invalid env var " + name + ": " + words);
    }
}
