package dev.parley.bridge.chats;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.parley.whatsapp.wire.Jid;
import java.util.Optional;

/// Phone numbers as people and WhatsApp write them.
public final class PhoneNumbers {
    private static final int LONGEST_INPUT = 40;

    private PhoneNumbers() {}

    /// The E.164 form of a number in international form, with or without `+`, spaces and the like; empty when it
    /// cannot be one. Whether anybody has it is another question.
    public static Optional<String> e164(String text) {
        String stripped = text.strip();
        if (stripped.length() > LONGEST_INPUT || !stripped.matches("\\+?[0-9 ().-]+")) {
            return Optional.empty();
        }
        PhoneNumberUtil util = PhoneNumberUtil.getInstance();
        try {
            PhoneNumber number = util.parse(stripped.startsWith("+") ? stripped : "+" + stripped, null);
            return util.isPossibleNumber(number)
                    ? Optional.of(util.format(number, PhoneNumberFormat.E164))
                    : Optional.empty();
        } catch (NumberParseException _) {
            return Optional.empty();
        }
    }

    /// `+` and the digits of an address by phone number.
    public static String of(Jid pn) {
        return "+" + pn.user();
    }
}
