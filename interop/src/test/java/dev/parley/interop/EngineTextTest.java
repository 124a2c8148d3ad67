package dev.parley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.simulator.SimulatedPhone;
import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.MessageIds;
import dev.parley.whatsapp.client.OutgoingMessage;
import dev.parley.whatsapp.client.SendResult;
import dev.parley.whatsapp.client.WhatsApp;
import dev.parley.whatsapp.client.WhatsAppClient;
import dev.parley.whatsapp.client.WhatsAppConfig;
import dev.parley.whatsapp.client.content.Content;
import dev.parley.whatsapp.client.event.IncomingMessage;
import dev.parley.whatsapp.client.event.StateEvent;
import dev.parley.whatsapp.client.event.StoredEvent;
import dev.parley.whatsapp.client.event.WhatsAppEvent;
import dev.parley.whatsapp.client.store.InMemoryDeviceStore;
import dev.parley.whatsapp.crypto.PublicKey;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Our engine holds Ada's account, Baileys holds Ben's; both have their phones too.
class EngineTextTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    static final Stage stage = new Stage();

    private final InMemoryDeviceStore store = new InMemoryDeviceStore();
    private final SimulatedPhone ada = stage.phone("Ada");
    private final SimulatedPhone ben = stage.phone("Ben");
    private final WhatsApp whatsApp = WhatsApp.create(WhatsAppConfig.whatsApp("Parley")
            .at(stage.simulator().webSocketUrl(), PublicKey.of(stage.simulator().rootKey())));
    private EventLog<WhatsAppEvent> events = new EventLog<>();
    private WhatsAppClient engine = newClient();

    @BeforeEach
    void linkOurEngine() {
        engine.connect();
        ada.scan(events.await(StateEvent.QrCode.class, _ -> true, PATIENCE).text());
        events.await(StateEvent.Connected.class, _ -> true, PATIENCE);
    }

    @AfterEach
    void close() {
        engine.close();
        whatsApp.close();
    }

    @Test
    void textsGoBothWaysAndReachEveryDevice() {
        BaileysAgent agent = stage.linked(ben);

        agent.send(ada.lid().toString(), "hello from Baileys");
        IncomingMessage received = awaitText("hello from Baileys");
        String answer = send(Jid.pn(ben.phone()), "hello from Parley");

        assertThat(received.key().chat()).isEqualTo(Jid.pn(ben.phone()));
        assertThat(agent.awaitText("hello from Parley").id()).isEqualTo(answer);
        ben.awaitText("hello from Parley", PATIENCE);
        ada.awaitText("hello from Parley", PATIENCE);
        events.await(
                StoredEvent.ReceiptArrived.class,
                receipt ->
                        receipt.messageIds().contains(answer) && receipt.from().device() != 0,
                PATIENCE);
    }

    @Test
    void aRestartOfOurSideLosesAndDoublesNothing() {
        BaileysAgent agent = stage.linked(ben);
        agent.send(ada.phone() + "@s.whatsapp.net", "before");
        awaitText("before");
        send(Jid.pn(ben.phone()), "answer before");
        agent.awaitText("answer before");

        engine.close();
        List<String> meanwhile =
                IntStream.range(0, 50).mapToObj(i -> "meanwhile " + i).toList();
        meanwhile.forEach(text -> agent.send(ada.phone() + "@s.whatsapp.net", text));
        ada.awaitText("meanwhile 49", PATIENCE);
        events = new EventLog<>();
        engine = newClient();
        engine.connect();

        awaitText("meanwhile 49");
        assertThat(events.all(StoredEvent.MessageArrived.class))
                .extracting(arrived -> text(arrived.message()))
                .isEqualTo(meanwhile);
        String answer = send(Jid.pn(ben.phone()), "answer after");
        assertThat(agent.awaitText("answer after").id()).isEqualTo(answer);
    }

    private WhatsAppClient newClient() {
        EventLog<WhatsAppEvent> log = events;
        return whatsApp.client(store, new EventConsumer() {
            @Override
            public void store(StoredEvent event) {
                log.add(event);
            }

            @Override
            public void state(StateEvent event) {
                log.add(event);
            }
        });
    }

    private IncomingMessage awaitText(String text) {
        return events.await(
                        StoredEvent.MessageArrived.class,
                        arrived -> text(arrived.message()).equals(text),
                        PATIENCE)
                .message();
    }

    private String send(Jid to, String text) {
        events.await(StateEvent.Connected.class, _ -> true, PATIENCE);
        String id = MessageIds.next(engine.self().orElseThrow(), Clock.systemUTC(), new SecureRandom());
        SendResult result = engine.send(List.of(OutgoingMessage.text(to, id, text)))
                .getFirst()
                .await(PATIENCE);
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        return id;
    }

    private static String text(IncomingMessage message) {
        return message.content() instanceof Content.Text text ? text.text() : "";
    }
}
