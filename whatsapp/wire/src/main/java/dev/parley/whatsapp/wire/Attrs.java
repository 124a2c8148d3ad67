package dev.parley.whatsapp.wire;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The attributes of a node in their order, immutable: two arrays searched from the front, because nodes are many and
/// have few attributes. More than [#SEARCHED] are kept in a hash map, so that no input makes the search expensive.
final class Attrs extends AbstractMap<String, AttrValue> {
    static final int SEARCHED = 16;

    static final Attrs EMPTY = new Attrs(new String[0], new AttrValue[0]);

    private final String[] names;
    private final AttrValue[] values;

    private Attrs(String[] names, AttrValue[] values) {
        this.names = names;
        this.values = values;
    }

    static Map<String, AttrValue> copyOf(Map<String, AttrValue> attrs) {
        if (attrs instanceof Attrs) {
            return attrs;
        }
        Collector collector = new Collector(attrs.size());
        attrs.forEach(collector::put);
        return collector.finish();
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public @Nullable AttrValue get(@Nullable Object name) {
        int index = indexOf(name, names, names.length);
        return index < 0 ? null : values[index];
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return indexOf(name, names, names.length) >= 0;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super AttrValue> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    @Override
    public Set<Entry<String, AttrValue>> entrySet() {
        return new Entries();
    }

    private static int indexOf(@Nullable Object name, String[] names, int count) {
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private final class Entries extends AbstractSet<Entry<String, AttrValue>> {
        @Override
        public int size() {
            return names.length;
        }

        @Override
        public Iterator<Entry<String, AttrValue>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < names.length;
                }

                @Override
                public Entry<String, AttrValue> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    return Map.entry(names[next], values[next++]);
                }
            };
        }
    }

    /// Gathers attributes; of several with one name the last value wins. One thread at a time.
    static final class Collector {
        private final String[] names;
        private final AttrValue[] values;
        private final @Nullable Map<String, AttrValue> many;
        private int count;

        /// @param expected how many attributes come at most
        Collector(int expected) {
            boolean few = expected <= SEARCHED;
            names = new String[few ? expected : 0];
            values = new AttrValue[names.length];
            many = few ? null : new LinkedHashMap<>();
        }

        void put(String name, AttrValue value) {
            if (many != null) {
                many.put(name, value);
                return;
            }
            int index = indexOf(name, names, count);
            if (index < 0) {
                index = count++;
                names[index] = name;
            }
            values[index] = value;
        }

        Map<String, AttrValue> finish() {
            if (many != null) {
                return Collections.unmodifiableMap(many);
            }
            if (count == 0) {
                return EMPTY;
            }
            return count == names.length
                    ? new Attrs(names, values)
                    : new Attrs(Arrays.copyOf(names, count), Arrays.copyOf(values, count));
        }
    }
}
