package dev.parley.whatsapp.client.event;

import java.util.Map;
import java.util.Optional;

/// What others may see of this account, and who may do what with it (messaging.md section 9.4).
///
/// @param values by name, both as WhatsApp has them, also those this engine does not know
public record PrivacySettings(Map<String, String> values) {
    public PrivacySettings {
        values = Map.copyOf(values);
    }

    /// A setting that this engine knows, with its name on the wire.
    public enum Setting {
        /// When the owner was last there.
        LAST_SEEN("last"),
        /// Whether the owner is there now.
        ONLINE("online"),
        PROFILE_PICTURE("profile"),
        ABOUT("status"),
        READ_RECEIPTS("readreceipts"),
        /// Who may add the owner to groups.
        GROUP_ADD("groupadd"),
        CALLS("calladd"),
        MESSAGES("messages"),
        /// Protection of the account from strangers.
        DEFENSE("defense");

        private final String code;

        Setting(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    /// Who may, or how: `all`, `contacts`, `contact_blacklist`, `none`, …
    public Optional<String> value(Setting setting) {
        return Optional.ofNullable(values.get(setting.code()));
    }

    /// Whether others learn that their messages were read.
    public boolean sendsReadReceipts() {
        return value(Setting.READ_RECEIPTS).filter("none"::equals).isEmpty();
    }
}
