package dev.parley.whatsapp.client.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.whatsapp.client.HostileNodes;
import dev.parley.whatsapp.wire.Node;
import java.net.URI;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The ways to answer of media-history-appstate.md section 6.3.
class PicturesTest {
    @Test
    void findsAPicture() {
        assertThat(Pictures.read(answer(Node.of("picture")
                        .attr("id", "1711111111")
                        .attr("url", "https://pps.whatsapp.net/v/t61?oe=1")
                        .attr("direct_path", "/v/t61?oe=1"))))
                .isEqualTo(new Picture.Found("1711111111", URI.create("https://pps.whatsapp.net/v/t61?oe=1")));
    }

    @Test
    void knowsAllTheWaysToSayNo() {
        assertThat(Pictures.read(answer(Node.of("picture").attr("status", 304))))
                .isEqualTo(new Picture.Unchanged());
        assertThat(Pictures.read(Node.of("iq").build())).isEqualTo(new Picture.Unchanged());
        assertThat(Pictures.read(answer(Node.of("picture").attr("status", 204))))
                .isEqualTo(new Picture.None());
        assertThat(Pictures.read(
                        answer(Node.of("picture").child(Node.of("error").attr("code", 404)))))
                .isEqualTo(new Picture.None());
        assertThat(Pictures.ofError(404)).contains(new Picture.None());
        assertThat(Pictures.ofError(401)).contains(new Picture.Hidden());
        assertThat(Pictures.ofError(500)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.com/a.jpg", "file:///etc/passwd", "javascript:alert(1)", "https:", "ht tp:"})
    void takesNoAddressThatIsNotHttps(String url) {
        assertThat(Pictures.read(answer(Node.of("picture").attr("id", "1").attr("url", url))))
                .isEqualTo(new Picture.Unchanged());
    }

    @Provide
    Arbitrary<Node> answers() {
        return HostileNodes.stanzas("iq");
    }

    @Property
    void anyAnswerIsRead(@ForAll("answers") Node iq) {
        assertThat(Pictures.read(iq)).isNotNull();
        assertThat(Privacy.parse(iq)).isNotNull();
        iq.children().forEach(child -> {
            assertThat(Pictures.read(answer(Node.of("picture").children(child.children()))))
                    .isNotNull();
            assertThat(BusinessProfile.parse(child)).isNotNull();
        });
    }

    private static Node answer(Node.Builder picture) {
        return Node.of("iq").attr("type", "result").child(picture).build();
    }
}
