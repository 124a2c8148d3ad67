package dev.parley.whatsapp.client.pairing;

import java.util.Optional;
import java.util.regex.Pattern;

/// Phone numbers as linking by code wants them (connection.md section 7.2).
final class PhoneNumbers {
    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{6,14}");
    private static final Pattern PUNCTUATION = Pattern.compile("[\\s().+-]");

    private PhoneNumbers() {}

    /// The digits of a number in international form, however it was written; empty when it can be none.
    static Optional<String> digits(String written) {
        String digits = PUNCTUATION.matcher(written).replaceAll("");
        return Optional.of(digits).filter(text -> DIGITS.matcher(text).matches());
    }
}
