package dev.parley.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void readsAllParts() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://ada:secret@db.example:6543/parley?sslmode=require");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6543/parley?sslmode=require");
        assertThat(url.user()).contains("ada");
        assertThat(url.password()).contains("secret");
    }

    @Test
    void decodesPercentEncodedPasswordsAndKeepsPlusSigns() {
        DatabaseUrl url = DatabaseUrl.parse("postgres://a%40b:p%3Aa%2Fs%25+%20s@localhost/parley");

        assertThat(url.user()).contains("a@b");
        assertThat(url.password()).contains("p:a/s%+ s");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://localhost:5432/parley");
    }

    @Test
    void needsNoLogin() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://[::1]:5433/parley");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5433/parley");
        assertThat(url.user()).isEmpty();
        assertThat(url.password()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "parley",
                "mysql://ada:hush@localhost/parley",
                "postgresql://ada:hush@localhost",
                "postgresql://ada:hush@localhost/",
                "postgresql://ada:hu sh@localhost/parley",
                "postgresql://ada:hush%zz@localhost/parley"
            })
    void refusesOtherTextWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hush");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(DatabaseUrl.parse("postgresql://ada:secret@localhost/parley").toString())
                .doesNotContain("secret");
    }
}
