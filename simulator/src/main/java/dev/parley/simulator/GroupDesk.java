package dev.parley.simulator;

import dev.parley.whatsapp.proto.Message;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Collection;

/// Makes groups and tells their members; lets channels post. Guarded by the directory's lock.
final class GroupDesk {
    private static final long FIRST_GROUP = 120_363_000_000_000_000L;
    private static final Jid CHANNEL = Jid.of("120363999999999999", Jid.NEWSLETTER_SERVER);

    private final Directory directory;
    private final Notices notices;
    private final Postman postman;
    private final ServerClock clock;
    private final StanzaIds ids;
    private long posts;

    GroupDesk(Directory directory, Notices notices, Postman postman, ServerClock clock, StanzaIds ids) {
        this.directory = directory;
        this.notices = notices;
        this.postman = postman;
        this.clock = clock;
        this.ids = ids;
    }

    Jid create(Account creator, String subject, Collection<Account> members) {
        Jid jid = Jid.of(Long.toString(FIRST_GROUP + directory.groups().size()), Jid.GROUP_SERVER);
        Group group = Group.of(jid, subject, creator, clock.stamp(), members);
        directory.add(group);
        Node notice = notices.of("w:gp2", jid)
                .attr("participant", creator.lid())
                .attr("participant_pn", creator.pn())
                .attr("notify", creator.pushName())
                .attr("addressing_mode", "lid")
                .child(Node.of("create").attr("type", "new").child(GroupIqs.describe(group)))
                .build();
        group.members().forEach(member -> member.devices().forEach(device -> postman.post(device, notice)));
        return jid;
    }

    /// A channel that the account follows posts a text, which is not encrypted. Returns the message's id.
    String channelPost(Account follower, String text) {
        String id = "CH" + ids.next();
        Node post = Node.of("message")
                .attr("from", CHANNEL)
                .attr("id", id)
                .attr("type", "text")
                .attr("server_id", ++posts)
                .attr("t", clock.stamp())
                .child(Node.of("plaintext")
                        .content(Bytes.wrap(Message.newBuilder()
                                .setConversation(text)
                                .build()
                                .toByteArray())))
                .build();
        follower.devices().forEach(device -> postman.post(device, post));
        return id;
    }
}
