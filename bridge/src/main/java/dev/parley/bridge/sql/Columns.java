package dev.parley.bridge.sql;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/// The columns of many rows, as arrays for PostgreSQL's `unnest`: one statement, and one parameter a column, however
/// many rows there are.
public final class Columns {
    private Columns() {}

    public static <R, T> T[] of(List<R> rows, IntFunction<T[]> array, Function<R, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    /// Null where there is no value.
    // NullAway knows no arrays with holes.
    @SuppressWarnings("NullAway")
    public static <R, T> T[] optional(List<R> rows, IntFunction<T[]> array, Function<R, Optional<T>> value) {
        T[] column = array.apply(rows.size());
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i)).orElse(null);
        }
        return column;
    }
}
