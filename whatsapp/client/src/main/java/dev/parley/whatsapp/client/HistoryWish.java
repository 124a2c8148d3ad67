package dev.parley.whatsapp.client;

import java.util.OptionalInt;

/// How much of its history the phone is asked for when a device is linked; later wishes change nothing until it is
/// linked anew. Phones decide for themselves how much they send.
///
/// @param full whether everything is wanted, not only the recent months that WhatsApp Web in a browser gets
/// @param days how far back, if everything is wanted; phones go back a year or so when it is empty
public record HistoryWish(boolean full, OptionalInt days) {
    /// As WhatsApp Web in a browser: some three months.
    public static final HistoryWish RECENT = new HistoryWish(false, OptionalInt.empty());

    public static final HistoryWish FULL = new HistoryWish(true, OptionalInt.empty());

    /// @throws IllegalArgumentException when `days` is not positive
    public static HistoryWish lastDays(int days) {
        if (days < 1) {
            throw new IllegalArgumentException("history of " + days + " days");
        }
        return new HistoryWish(true, OptionalInt.of(days));
    }
}
