package dev.parley.simulator;

import dev.parley.whatsapp.crypto.HmacSha256;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// The restrictions of accounts, and the tokens with which people vouch for each other. Guarded by the
/// directory's lock.
final class RestrictionDesk {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SALT_LENGTH = 32;
    private static final int TOKEN_LENGTH = 16;
    private static final long WEEK = Duration.ofDays(7).toSeconds();
    private static final int VALID_WEEKS = 4;
    private static final int FIRST_CONTACT = 463;
    private static final int CAPPED = 475;

    private final Postman postman;
    private final Notices notices;
    private final ServerClock clock;
    private final SecureRandom random;
    private final Map<Account, Limits> limits = new HashMap<>();

    RestrictionDesk(Postman postman, Notices notices, ServerClock clock, SecureRandom random) {
        this.postman = postman;
        this.notices = notices;
        this.clock = clock;
        this.random = random;
    }

    /// What there is about one account.
    private static final class Limits {
        private Restrictions.Timelock lock = Restrictions.Timelock.NONE;
        private Restrictions.Cap cap = new Restrictions.Cap("NONE", -1, 0, 0, 0, false);
        private boolean needsToken;
        private boolean acceptsSalted;
        private Bytes salt = Bytes.EMPTY;
        /// By whom they were issued.
        private final Map<Account, Token> tokens = new HashMap<>();
    }

    private record Token(Bytes bytes, long issued) {}

    void timelock(Account account, Restrictions.Timelock lock) {
        limits(account).lock = lock;
        push(account, "NotificationUserReachoutTimelockUpdate", "xwa2_notify_account_reachout_timelock", fields(lock));
    }

    void cap(Account account, Restrictions.Cap cap) {
        limits(account).cap = cap;
        push(
                account,
                "MessageCappingInfoNotification",
                "xwa2_notify_new_chat_messages_capping_info_update",
                fields(cap));
    }

    void needsToken(Account account, boolean needs, boolean acceptsSalted) {
        limits(account).needsToken = needs;
        limits(account).acceptsSalted = acceptsSalted;
    }

    Bytes nctSalt(Account account) {
        Limits own = limits(account);
        if (own.salt.isEmpty()) {
            own.salt = randomBytes(SALT_LENGTH);
        }
        return own.salt;
    }

    String timelockAnswer(Account account) {
        return json("xwa2_fetch_account_reachout_timelock", fields(limits(account).lock));
    }

    String capAnswer(Account account) {
        return json("xwa2_message_capping_info", fields(limits(account).cap));
    }

    /// `from` vouches for `to`: all devices of `to` get the token.
    ///
    /// @param time Unix seconds, as the issuer says it: an old token is issued anew with its old time
    void issue(Account from, Account to, long time) {
        Token token = new Token(randomBytes(TOKEN_LENGTH), time);
        limits(to).tokens.put(from, token);
        Node notice = notices.of("privacy_token", from.pn())
                .attr("sender_lid", from.lid())
                .child(Node.of("tokens")
                        .child(Node.of("token")
                                .attr("type", "trusted_contact")
                                .attr("t", token.issued())
                                .content(token.bytes())))
                .build();
        to.devices().forEach(device -> postman.post(device, notice));
    }

    /// @throws Refusal when a restriction forbids the message
    void check(Device sender, Node message, MessagePlan plan) {
        if (sender.companion().isEmpty() || !plan.isFanOut() || plan.chat() == sender.account()) {
            return;
        }
        Limits own = limits(sender.account());
        Limits theirs = limits(plan.chat());
        boolean first = !sender.account().contacts().contains(plan.chat());
        boolean vouchedFor = isToken(own, message, plan.chat()) || isSalted(sender.account(), theirs, message, plan);
        if (!vouchedFor && ((first && isActive(own.lock)) || theirs.needsToken)) {
            throw Refusal.of(FIRST_CONTACT, "missing-tc-token");
        }
        if (!vouchedFor && first && own.cap.status().equals("CAPPED")) {
            throw Refusal.of(CAPPED, "new-chat-messages-capped");
        }
    }

    private boolean isToken(Limits own, Node message, Account issuer) {
        Optional<Token> known = Optional.ofNullable(own.tokens.get(issuer));
        return known.filter(token -> Math.floorDiv(token.issued(), WEEK)
                                > Math.floorDiv(clock.now().getEpochSecond(), WEEK) - VALID_WEEKS)
                        .map(Token::bytes)
                        .equals(message.child("tctoken").flatMap(Node::bytes))
                && known.isPresent();
    }

    private boolean isSalted(Account sender, Limits theirs, Node message, MessagePlan plan) {
        Bytes expected = Bytes.wrap(HmacSha256.of(
                nctSalt(sender).toByteArray(), plan.chat().lid().toString().getBytes(StandardCharsets.UTF_8)));
        return theirs.acceptsSalted
                && message.child("cstoken")
                        .flatMap(Node::bytes)
                        .filter(expected::equals)
                        .isPresent();
    }

    private boolean isActive(Restrictions.Timelock lock) {
        long ends = lock.ends().map(Long::parseLong).orElse(0L);
        return lock.active() && (ends == 0 || clock.now().getEpochSecond() < ends);
    }

    private void push(Account account, String operation, String name, Map<String, Object> fields) {
        Node notice = notices.of("mex", Jid.SERVER)
                .child(Node.of("update").attr("op_name", operation).content(json(name, fields)))
                .build();
        account.companions().forEach(device -> postman.post(device, notice));
    }

    private static String json(String name, Map<String, Object> fields) {
        return JSON.writeValueAsString(Map.of("data", Map.of(name, fields)));
    }

    private static Map<String, Object> fields(Restrictions.Timelock lock) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("is_active", lock.active());
        lock.ends().ifPresent(ends -> fields.put("time_enforcement_ends", ends));
        fields.put("enforcement_type", lock.type());
        return fields;
    }

    private static Map<String, Object> fields(Restrictions.Cap cap) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("capping_status", cap.status());
        fields.put("total_quota", number(cap.total(), cap));
        fields.put("used_quota", number(cap.used(), cap));
        fields.put("cycle_start_timestamp", number(cap.cycleStart(), cap));
        fields.put("cycle_end_timestamp", number(cap.cycleEnd(), cap));
        fields.put("ote_status", "NOT_ELIGIBLE");
        fields.put("mv_status", "NOT_ELIGIBLE");
        return fields;
    }

    private static Object number(long value, Restrictions.Cap cap) {
        return cap.asText() ? Long.toString(value) : (Object) value;
    }

    private Bytes randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    private Limits limits(Account account) {
        return limits.computeIfAbsent(account, _ -> new Limits());
    }
}
