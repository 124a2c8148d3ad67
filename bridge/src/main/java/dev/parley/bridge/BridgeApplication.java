package dev.parley.bridge;

import com.zaxxer.hikari.HikariDataSource;
import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.config.DirectDatabase;
import dev.parley.bridge.keys.MasterKey;
import dev.parley.database.DatabaseUrl;
import dev.parley.database.Migrations;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/// What everything in the bridge is wired from. Time and randomness are made here and nowhere else.
@SpringBootApplication(proxyBeanMethods = false)
@EnableScheduling
class BridgeApplication {
    /// Each running transaction takes one; two cores cannot use more at once.
    private static final int CONNECTIONS = 16;

    private static final int IDLE_CONNECTIONS = 2;

    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_WAIT = Duration.ofSeconds(60);

    @Bean
    HikariDataSource dataSource(BridgeConfig config) throws SQLException {
        DatabaseUrl database = config.database();
        // Not through the pool: a migration may take longer than a statement should.
        Migrations.run(DirectDatabase.of(database, new Properties()));
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("database");
        pool.setJdbcUrl(database.jdbcUrl());
        database.user().ifPresent(pool::setUsername);
        database.password().ifPresent(pool::setPassword);
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(IDLE_CONNECTIONS);
        pool.setConnectionTimeout(CONNECTION_WAIT.toMillis());
        pool.addDataSourceProperty("ApplicationName", "parley-bridge");
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        // The details quote rows, and rows hold texts and numbers that must not reach a log.
        pool.addDataSourceProperty("logServerErrorDetail", "false");
        pool.addDataSourceProperty("connectTimeout", Long.toString(CONNECTION_WAIT.toSeconds()));
        pool.addDataSourceProperty("socketTimeout", Long.toString(STATEMENT_WAIT.toSeconds()));
        return pool;
    }

    @Bean
    TransactionTemplate transactionTemplate(PlatformTransactionManager transactions) {
        return new TransactionTemplate(transactions);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }

    @Bean
    MasterKey masterKey(BridgeConfig config, SecureRandom random) {
        return MasterKey.of(config, random);
    }

    /// A number is no text and 1.5 is no whole number: callers hear of their mistake instead of getting
    /// something else.
    @Bean
    JsonMapperBuilderCustomizer strictTypes() {
        return builder -> {
            builder.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
            builder.withCoercionConfig(LogicalType.Textual, config -> {
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            });
            builder.withCoercionConfig(LogicalType.Boolean, config -> {
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
            });
            builder.withCoercionConfig(
                    LogicalType.Integer, config -> config.setCoercion(CoercionInputShape.String, CoercionAction.Fail));
        };
    }
}
