package dev.parley.simulator;

import dev.parley.whatsapp.crypto.KeyPair;
import dev.parley.whatsapp.wire.Jid;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/// Makes phones and finds them. Thread-safe.
final class Phones {
    private static final Pattern E164 = Pattern.compile("\\+?([1-9][0-9]{6,14})");
    private static final int LONGEST_NAME = 100;
    private static final long SMALLEST_LID = 100_000_000_000_000L;

    private final SimulatorConfig config;
    private final Directory directory;
    private final StanzaRouter router;
    private final MessageRouter messages;
    private final PreKeyBundles bundles;
    private final Postman postman;
    private final PhoneLinking linking;
    private final PhoneDesks desks;
    private final Executor executor;
    private final Map<String, SimulatedPhone> phones = new ConcurrentSkipListMap<>();

    Phones(
            SimulatorConfig config,
            Directory directory,
            StanzaRouter router,
            MessageRouter messages,
            PreKeyBundles bundles,
            Postman postman,
            PhoneLinking linking,
            PhoneDesks desks,
            Executor executor) {
        this.config = config;
        this.directory = directory;
        this.router = router;
        this.messages = messages;
        this.bundles = bundles;
        this.postman = postman;
        this.linking = linking;
        this.desks = desks;
        this.executor = executor;
    }

    List<SimulatedPhone> all() {
        return List.copyOf(phones.values());
    }

    SimulatedPhone get(String phone) {
        return Optional.ofNullable(phones.get(digits(phone)))
                .orElseThrow(() -> ControlException.unknown("There is no phone of that number"));
    }

    SimulatedPhone create(String phone, String name) {
        String digits = digits(phone);
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw ControlException.invalid("A phone needs a name of 1 to " + LONGEST_NAME + " characters");
        }
        SecureRandom random = config.random();
        KeyPair identity = KeyPair.generate(random);
        PhoneCipher cipher = new PhoneCipher(identity, random);
        AdvSigner signer = new AdvSigner(identity, random.nextInt(), random);
        Device primary = directory.locked(() -> register(digits, name, signer, cipher));
        PhoneLine line = new PhoneLine(primary, directory, router, messages, bundles, postman, desks);
        SimulatedPhone created = new SimulatedPhone(line, cipher, linking, config, executor);
        created.start();
        phones.put(digits, created);
        return created;
    }

    /// Moves a phone to another number, which its contacts learn.
    void changeNumber(SimulatedPhone phone, String newNumber) {
        String before = phone.phone();
        String digits = digits(newNumber);
        phone.changeNumber(digits);
        phones.remove(before, phone);
        phones.put(digits, phone);
    }

    private Device register(String phone, String name, AdvSigner signer, PhoneCipher cipher) {
        if (directory.byPhone(phone).isPresent()) {
            throw ControlException.conflict("There is a phone of that number already");
        }
        Account account = new Account(phone, newLid(), name, signer);
        Device primary = new Device(
                account,
                0,
                cipher.identity(),
                cipher.registrationId(),
                cipher.signedPreKey(),
                Optional.empty(),
                config.queueLimit());
        account.add(primary);
        directory.add(account);
        return primary;
    }

    private String newLid() {
        String lid;
        do {
            lid = Long.toString(SMALLEST_LID + config.random().nextLong(8 * SMALLEST_LID));
        } while (directory.account(Jid.lid(lid)).isPresent());
        return lid;
    }

    /// @throws ControlException when that can be no number
    static String digits(String phone) {
        var matcher = E164.matcher(phone);
        if (!matcher.matches()) {
            throw ControlException.invalid("A phone number has 7 to 15 digits and does not start with 0");
        }
        return matcher.group(1);
    }
}
