package dev.parley.simulator;

import com.google.protobuf.ByteString;
import dev.parley.whatsapp.proto.VerifiedNameCertificate;
import dev.parley.whatsapp.proto.VerifiedNameDetails;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Changes what accounts show of themselves, and tells whoever follows them (protocol notes, messaging 9.4 and
/// 9.5): people who have exchanged messages with the account and may see it, and the account's own other devices.
/// Guarded by the directory's lock.
final class ProfileDesk {
    private static final int LONGEST_ABOUT = 139;
    private static final int LARGEST_PICTURE = 1 << 20;

    private final Directory directory;
    private final Notices notices;
    private final Postman postman;
    private final ServerClock clock;

    ProfileDesk(Directory directory, Notices notices, Postman postman, ServerClock clock) {
        this.directory = directory;
        this.notices = notices;
        this.postman = postman;
        this.clock = clock;
    }

    /// Whether `viewer` may see what that setting of `account` is about.
    static boolean maySee(Account account, Account viewer, String setting) {
        if (account == viewer) {
            return true;
        }
        return !account.blocked().contains(viewer)
                && !account.profile().isNobody(setting)
                && (account.profile().isEverybody(setting) || account.contacts().contains(viewer));
    }

    /// @param author the device that changed it, which is not told
    void about(Device author, String text) {
        if (text.length() > LONGEST_ABOUT) {
            throw Refusal.badRequest();
        }
        Account account = author.account();
        account.profile().about(text, clock.stamp());
        tellContacts(
                account,
                "status",
                notices.of("status", account.lid())
                        .child(Node.of("set").content(Bytes.utf8(text)))
                        .build());
        tellSiblings(author, Node.of("status"));
    }

    /// @return the new picture's id
    long picture(Device author, Bytes jpeg) {
        if (jpeg.length() > LARGEST_PICTURE) {
            throw Refusal.notAcceptable();
        }
        Account account = author.account();
        long latest = account.profile().picture().map(Profile.Picture::id).orElse(0L);
        long id = Math.max(latest + 1, clock.stamp());
        account.profile().picture(Optional.of(new Profile.Picture(id, jpeg)));
        tellContacts(
                account,
                "profile",
                notices.of("picture", account.lid())
                        .child(Node.of("set")
                                .attr("jid", account.lid())
                                .attr("id", id)
                                .attr("author", account.lid()))
                        .build());
        tellSiblings(author, Node.of("picture"));
        return id;
    }

    void removePicture(Device author) {
        Account account = author.account();
        account.profile().picture(Optional.empty());
        tellContacts(
                account,
                "profile",
                notices.of("picture", account.lid())
                        .child(Node.of("delete").attr("jid", account.lid()).attr("author", account.lid()))
                        .build());
        tellSiblings(author, Node.of("picture"));
    }

    void privacy(Device author, String setting, String value) {
        author.account().profile().privacy(setting, value);
        tellSiblings(author, Node.of("privacy"));
    }

    /// WhatsApp only takes a LID.
    void block(Device author, Jid lid, boolean block) {
        if (!lid.isLid()) {
            throw Refusal.badRequest();
        }
        Account other = directory.account(lid).orElseThrow(Refusal::notFound);
        Account account = author.account();
        String before = blocklistHash(account);
        boolean changed =
                block ? account.blocked().add(other) : account.blocked().remove(other);
        if (changed) {
            tellSiblings(
                    author,
                    Node.of("blocklist")
                            .attr("prev_dhash", before)
                            .attr("dhash", blocklistHash(account))
                            .child(Node.of("item")
                                    .attr("jid", other.lid())
                                    .attr("action", block ? "block" : "unblock")));
        }
    }

    static String blocklistHash(Account account) {
        return ParticipantHash.of(account.blocked().stream().map(Account::lid).toList());
    }

    void timer(Device author, long seconds) {
        Account account = author.account();
        account.profile().timer(new Profile.Timer(seconds, clock.stamp()));
        Node.Builder mode =
                Node.of("disappearing_mode").attr("duration", seconds).attr("t", clock.stamp());
        account.contacts()
                .forEach(contact -> tell(
                        contact,
                        notices.of("disappearing_mode", account.lid())
                                .child(mode)
                                .build()));
        tellSiblings(author, mode);
    }

    void rename(Device author, String name) {
        Account account = author.account();
        account.profile().rename(name);
        siblings(author)
                .forEach(device -> postman.post(
                        device,
                        notices.of("account_sync", account.pn())
                                .attr("pushname", name)
                                .build()));
    }

    /// Gives a business a name that WhatsApp vouches for.
    void business(Account account, String name, BusinessCard card) {
        VerifiedNameCertificate certificate = VerifiedNameCertificate.newBuilder()
                .setDetails(VerifiedNameDetails.newBuilder()
                        .setSerial(clock.stamp())
                        .setIssuer("smb:wa")
                        .setVerifiedName(name)
                        .build()
                        .toByteString())
                // Nobody has the key to check this with.
                .setSignature(ByteString.copyFrom(new byte[64]))
                .build();
        Bytes encoded = Bytes.wrap(certificate.toByteArray());
        account.profile().business(Optional.of(new Profile.Business(encoded, card)));
        Node notice = notices.of("business", account.lid())
                .child(verifiedName(encoded))
                .build();
        account.contacts().forEach(contact -> tell(contact, notice));
    }

    static Node verifiedName(Bytes certificate) {
        return Node.of("verified_name")
                .attr("v", 1)
                .attr("verified_level", "unknown")
                .content(certificate)
                .build();
    }

    /// Tells contacts that something about the account changed, by its hash alone (protocol notes, messaging
    /// 2.4).
    void contactChanged(Account account) {
        account.contacts()
                .forEach(contact -> tell(
                        contact,
                        notices.of("contacts", contact.pn())
                                .child(Node.of("update").attr("hash", contactHash(account.lid())))
                                .build()));
    }

    /// The account moves to another number; its LID stays.
    void changeNumber(Account account, String phone) {
        if (directory.byPhone(phone).isPresent()) {
            throw ControlException.conflict("There is a phone of that number already");
        }
        if (!account.companions().isEmpty()) {
            throw ControlException.conflict("A number with companions cannot be changed here");
        }
        Jid before = account.pn();
        directory.renumber(account, phone);
        account.contacts()
                .forEach(contact -> tell(
                        contact,
                        notices.of("contacts", contact.pn())
                                .child(Node.of("modify")
                                        .attr("old", before)
                                        .attr("new", account.pn())
                                        .attr("old_lid", account.lid())
                                        .attr("new_lid", account.lid()))
                                .build()));
    }

    static String contactHash(Jid user) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5")
                    .digest((user.user() + "WA_ADD_NOTIF").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 3));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tellContacts(Account account, String setting, Node notice) {
        account.contacts().stream()
                .filter(contact -> maySee(account, contact, setting))
                .forEach(contact -> tell(contact, notice));
    }

    private void tell(Account account, Node notice) {
        account.devices().forEach(device -> postman.post(device, notice));
    }

    private void tellSiblings(Device author, Node.Builder change) {
        Node notice =
                notices.of("account_sync", author.account().pn()).child(change).build();
        siblings(author).forEach(device -> postman.post(device, notice));
    }

    private static List<Device> siblings(Device author) {
        return author.account().devices().stream()
                .filter(device -> device != author)
                .toList();
    }
}
