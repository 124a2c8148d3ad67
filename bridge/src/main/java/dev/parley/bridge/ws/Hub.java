package dev.parley.bridge.ws;

import dev.parley.bridge.events.Channels;
import dev.parley.bridge.events.Event;
import dev.parley.bridge.events.EventFeed;
import dev.parley.bridge.events.EventHistory;
import dev.parley.bridge.events.EventListener;
import dev.parley.bridge.events.PassingEvent;
import dev.parley.bridge.events.PassingEvents;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import tools.jackson.databind.json.JsonMapper;

/// The connected clients; passes each event to those that follow its session, or its user. Thread-safe.
@Component
class Hub implements EventListener, SmartLifecycle {
    private final EventFeed feed;
    private final Frames frames;
    private final Replays replays;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private volatile boolean running;

    Hub(EventFeed feed, EventHistory history, PassingEvents passing, JsonMapper json) {
        this.feed = feed;
        this.frames = new Frames(json);
        this.replays = new Replays(history, frames);
        passing.listen(this::passing);
    }

    /// Whatever is committed from now on reaches this client, once it follows the session.
    synchronized void add(String id, Client client) {
        if (clients.isEmpty()) {
            feed.listen(this);
        }
        clients.put(id, client);
        client.start();
    }

    synchronized void remove(String id) {
        Client client = clients.remove(id);
        if (client != null) {
            client.stop();
            if (clients.isEmpty()) {
                feed.ignore(this);
            }
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /// Before the web server, which would cut the sockets without a word.
    @Override
    public void stop() {
        running = false;
        clients.values().forEach(client -> client.close(CloseStatus.GOING_AWAY));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Carries out what a client asks.
    void request(String id, String text) {
        Optional.ofNullable(clients.get(id)).ifPresent(client -> {
            boolean room =
                    switch (frames.read(text)) {
                        case Frames.Request.Subscribe(String sessionId, Optional<Event.Position> after) ->
                            subscribe(client, sessionId, after);
                        case Frames.Request.SubscribeUser(String userId) ->
                            client.subscribeChannel(Channels.userMessage(userId));
                        case Frames.Request.Unsubscribe(String sessionId) -> {
                            client.unsubscribe(sessionId);
                            yield true;
                        }
                        case Frames.Request.UnsubscribeUser(String userId) -> {
                            client.unsubscribeChannel(Channels.userMessage(userId));
                            yield true;
                        }
                        case Frames.Request.Malformed(String error) -> {
                            client.offer(frames.error(error));
                            yield true;
                        }
                    };
            if (!room) {
                client.offer(frames.error("Too many subscriptions"));
            }
        });
    }

    private boolean subscribe(Client client, String sessionId, Optional<Event.Position> after) {
        if (after.isEmpty()) {
            return client.subscribe(sessionId);
        }
        Subscription subscription = Subscription.replaying();
        boolean room = client.subscribe(sessionId, subscription);
        if (room) {
            replays.start(client, sessionId, subscription, after.get());
        }
        return room;
    }

    /// A frame that is no text.
    void binary(String id) {
        Optional.ofNullable(clients.get(id)).ifPresent(client -> client.offer(frames.error("Frames must be text")));
    }

    @Override
    public void event(Event event) {
        @Nullable String frame = null;
        for (Client client : clients.values()) {
            if (client.follows(event.sessionId(), event.channel())) {
                frame = frame == null ? frames.write(event) : frame;
                client.happened(event.sessionId(), event.position(), frame);
            }
        }
    }

    private void passing(PassingEvent event) {
        @Nullable String frame = null;
        for (Client client : clients.values()) {
            if (client.follows(event.sessionId(), event.channel())) {
                frame = frame == null ? frames.write(event) : frame;
                client.offer(frame);
            }
        }
    }
}
