package dev.parley.bridge.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// How much waits in the database, for all bridges on it. Each is counted when somebody asks, up to a bound, on an
/// index;
/// `NaN` when the database does not answer.
@Component
class Queues implements MeterBinder {
    private static final int MOST = 100_000;

    private final JdbcClient client;

    Queues(JdbcClient client) {
        this.client = client;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge(
                meters,
                "parley.outbox.waiting",
                "Messages, reactions, edits and deletions on their way to WhatsApp",
                queues -> queues.count("select 1 from outbox"));
        gauge(
                meters,
                "parley.webhooks.waiting",
                "Events that webhooks have yet to take",
                queues -> queues.count("select 1 from webhook_delivery where failed_at is null"));
        gauge(
                meters,
                "parley.webhooks.failed",
                "Events that webhooks did not take and that wait to be sent again by hand",
                queues -> queues.count("select 1 from webhook_delivery where failed_at is not null"));
        gauge(
                meters,
                "parley.redis.waiting",
                "Events that are not yet published on Redis",
                queues -> queues.count("""
                        select 1 from event, event_reader reader
                        where reader.name = 'redis'
                          and (event.transaction, event.cursor) > (reader.transaction, reader.cursor)"""));
    }

    private void gauge(MeterRegistry meters, String name, String description, ToDoubleFunction<Queues> count) {
        Gauge.builder(name, this, count).description(description).register(meters);
    }

    private double count(String rows) {
        try {
            return client.sql("select count(*) from (" + rows + " limit " + MOST + ") counted")
                    .query(Long.class)
                    .single();
        } catch (DataAccessException | TransactionException _) {
            return Double.NaN;
        }
    }
}
