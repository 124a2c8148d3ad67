package dev.parley.simulator;

import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.Optional;

/// Questions about groups, `xmlns=w:g2`. Groups are made by phones; companions only look at them.
final class GroupIqs implements IqHandler {
    private final Directory directory;

    GroupIqs(Directory directory) {
        this.directory = directory;
    }

    @Override
    public IqAnswer answer(DeviceSession caller, Node iq) {
        if (iq.child("participating").isPresent()) {
            Node.Builder groups = Node.of("groups");
            directory.groups().stream()
                    .filter(group -> group.members().contains(caller.account()))
                    .forEach(group -> groups.child(describe(group)));
            return IqAnswer.of(groups);
        }
        Optional<Group> group = iq.jid("to").flatMap(directory::group);
        if (group.filter(found -> found.members().contains(caller.account())).isEmpty()) {
            throw group.isPresent() ? Refusal.forbidden() : Refusal.notFound();
        }
        if (iq.child("query").isEmpty()) {
            throw Refusal.of(501, "feature-not-implemented");
        }
        return IqAnswer.of(describe(group.get()));
    }

    static Node describe(Group group) {
        Node.Builder node = Node.of("group")
                .attr("id", group.jid().user())
                .attr("subject", group.subject())
                .attr("creator", group.creator().lid())
                .attr("creator_pn", group.creator().pn())
                .attr("creation", group.created())
                .attr("s_o", group.creator().lid())
                .attr("s_t", group.created())
                .attr("addressing_mode", "lid")
                .attr("size", group.members().size());
        group.members().forEach(member -> node.child(participant(group, member)));
        return node.build();
    }

    private static Node participant(Group group, Account member) {
        Jid lid = member.lid();
        return Node.of("participant")
                .attr("jid", lid)
                .attr("lid", lid)
                .attr("phone_number", member.pn())
                .attrIfPresent("type", Optional.of("superadmin").filter(_ -> member == group.creator()))
                .build();
    }
}
