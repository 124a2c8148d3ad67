package dev.parley.whatsapp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttrsTest {
    /// Both sides of the border between searching and hashing.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, Attrs.SEARCHED, Attrs.SEARCHED + 1, 1000})
    void equalsTheMapItCopies(int size) {
        Map<String, AttrValue> source = mapOf(size);
        Map<String, AttrValue> copy = Attrs.copyOf(source);

        assertThat(copy).isEqualTo(source).hasSameHashCodeAs(source).hasSize(size);
        assertThat(source).isEqualTo(copy);
        assertThat(copy.keySet()).containsExactlyElementsOf(source.keySet());
        assertThat(copy.values()).containsExactlyElementsOf(source.values());
        source.forEach((name, value) -> assertThat(copy.get(name)).isEqualTo(value));
        assertThat(copy.get("absent")).isNull();
        assertThat(copy.containsKey("absent")).isFalse();
        assertThat(copy.containsKey("name-0")).isEqualTo(size > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void staysAsItIs(int size) {
        Map<String, AttrValue> source = mapOf(size);
        Map<String, AttrValue> copy = Attrs.copyOf(source);
        source.clear();

        assertThat(copy).hasSize(size);
        assertThatThrownBy(copy::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> copy.put("name-0", new AttrValue.Text("other")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void copiesItselfForNothing() {
        Map<String, AttrValue> copy = Attrs.copyOf(mapOf(3));

        assertThat(Attrs.copyOf(copy)).isSameAs(copy);
    }

    private static Map<String, AttrValue> mapOf(int size) {
        Map<String, AttrValue> map = new LinkedHashMap<>();
        IntStream.range(0, size).forEach(i -> map.put("name-" + i, new AttrValue.Text("value-" + i)));
        return map;
    }
}
