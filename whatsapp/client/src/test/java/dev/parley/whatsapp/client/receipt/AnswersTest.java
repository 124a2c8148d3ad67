package dev.parley.whatsapp.client.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final Jid FRIEND = Jid.lid("100000000000002").withDevice(4);

    private final Answers answers = new Answers();

    @Test
    void putsTheReceiptsForOneDeviceIntoOneStanza() {
        for (String id : List.of("A", "B", "C")) {
            answers.receipt(FRIEND, Optional.of("inactive"), Optional.empty(), id);
        }

        Node receipt = answers.stanzas().getFirst();

        assertThat(answers.stanzas()).hasSize(1);
        assertThat(receipt.attrOrEmpty("id")).isEqualTo("A");
        assertThat(receipt.jid("to")).contains(FRIEND);
        assertThat(receipt.child("list").orElseThrow().children("item"))
                .extracting(item -> item.attrOrEmpty("id"))
                .containsExactly("B", "C");
    }

    @Test
    void namesAtMost256MessagesInAStanza() {
        for (int i = 0; i < 300; i++) {
            answers.receipt(FRIEND, Optional.empty(), Optional.empty(), "M" + i);
        }

        assertThat(answers.stanzas())
                .extracting(receipt ->
                        receipt.child("list").orElseThrow().children().size() + 1)
                .containsExactly(256, 44);
    }

    @Test
    void keepsReceiptsOfDifferentAddressesApart() {
        answers.receipt(FRIEND, Optional.empty(), Optional.empty(), "A");
        answers.receipt(FRIEND.bare(), Optional.empty(), Optional.empty(), "B");
        answers.receipt(FRIEND, Optional.of("sender"), Optional.empty(), "C");

        assertThat(answers.stanzas()).hasSize(3);
    }
}
