package dev.parley.bridge.config;

import dev.parley.database.DatabaseUrl;
import java.util.Properties;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Connections beside the pool, one each time: for what must not wait for others, or takes longer than others may.
public final class DirectDatabase {
    private DirectDatabase() {}

    /// @param properties of PostgreSQL's driver
    public static DriverManagerDataSource of(DatabaseUrl database, Properties properties) {
        DriverManagerDataSource source = new DriverManagerDataSource(database.jdbcUrl());
        database.user().ifPresent(source::setUsername);
        database.password().ifPresent(source::setPassword);
        source.setConnectionProperties(properties);
        return source;
    }
}
