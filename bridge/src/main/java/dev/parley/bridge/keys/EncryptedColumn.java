package dev.parley.bridge.keys;

import java.util.List;

/// A column that holds what [RowCipher] made, and how the cipher names each row: SQL expressions over `rows`. Every
/// table with such a column has the master key's name in `key_id`.
///
/// @param table its name
/// @param column with nonce, ciphertext and tag
/// @param rows the table as `t`, and whatever else names a row
/// @param owner of the row's key
/// @param kind of row
/// @param name of the row among those of its kind
record EncryptedColumn(String table, String column, String rows, String owner, String kind, String name) {
    /// All of them. Whoever encrypts another column adds it here, or a change of the master key loses it.
    static final List<EncryptedColumn> ALL = List.of(
            new EncryptedColumn("whatsapp_key", "value", "whatsapp_key t", "t.session_id", "t.kind", "t.name"),
            new EncryptedColumn(
                    "message_file",
                    "reference",
                    "message_file t join message m on m.seq = t.message",
                    "t.session_id",
                    "'message-file'",
                    "m.whatsapp_id"),
            new EncryptedColumn("webhook", "secret", "webhook t", "'webhooks'", "'secret'", "t.id"));
}
