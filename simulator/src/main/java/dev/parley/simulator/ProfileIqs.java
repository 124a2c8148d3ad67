package dev.parley.simulator;

import dev.parley.simulator.media.ProfilePictures;
import dev.parley.whatsapp.wire.Bytes;
import dev.parley.whatsapp.wire.Jid;
import dev.parley.whatsapp.wire.Node;
import java.util.List;
import java.util.Optional;

/// Questions about what accounts show of themselves, and changes to it (protocol notes, messaging 9.4).
final class ProfileIqs {
    private static final List<Long> TIMERS = List.of(0L, 86_400L, 604_800L, 7_776_000L);

    private final Directory directory;
    private final ProfileDesk desk;
    private final MediaDesk media;
    private final ProfilePictures pictures;

    ProfileIqs(Directory directory, ProfileDesk desk, MediaDesk media) {
        this.directory = directory;
        this.desk = desk;
        this.media = media;
        this.pictures = new ProfilePictures(media.store());
    }

    void register(IqRouter router) {
        router.register("w:profile:picture", this::picture)
                .register("status", this::about)
                .register("disappearing_mode", this::timer)
                .register("w:biz", (_, iq) -> business(iq));
    }

    private IqAnswer picture(DeviceSession caller, Node iq) {
        Optional<Node> picture = iq.child("picture");
        if (iq.hasAttr("type", "get")) {
            Jid target = iq.jid("target").orElseThrow(Refusal::notFound);
            return seePicture(caller.account(), target, picture.orElseThrow(Refusal::badRequest));
        }
        if (iq.jid("target")
                .flatMap(directory::account)
                .filter(other -> other != caller.account())
                .isPresent()) {
            throw Refusal.forbidden();
        }
        Optional<Bytes> jpeg = picture.flatMap(Node::bytes).filter(bytes -> !bytes.isEmpty());
        if (jpeg.isEmpty()) {
            desk.removePicture(caller.device());
            return IqAnswer.EMPTY;
        }
        return IqAnswer.of(Node.of("picture").attr("id", desk.picture(caller.device(), jpeg.get())));
    }

    private IqAnswer seePicture(Account viewer, Jid target, Node asked) {
        Account account = directory.account(target).orElseThrow(Refusal::notFound);
        if (!ProfileDesk.maySee(account, viewer, "profile")) {
            throw Refusal.of(401, "not-authorized");
        }
        Profile.Picture picture = account.profile().picture().orElseThrow(Refusal::notFound);
        String id = Long.toString(picture.id());
        if (asked.hasAttr("id", id)) {
            return IqAnswer.of(Node.of("picture").attr("status", 304));
        }
        String path = pictures.publish(picture.jpeg().toByteArray());
        return IqAnswer.of(Node.of("picture")
                .attr("id", id)
                .attr("type", asked.attr("type").orElse("preview"))
                .attr("url", "https://" + media.hosts().stream().findFirst().orElse("pps.whatsapp.net") + path)
                .attr("direct_path", path));
    }

    private IqAnswer about(DeviceSession caller, Node iq) {
        if (iq.hasAttr("type", "set")) {
            desk.about(
                    caller.device(),
                    iq.child("status").map(status -> status.text().orElse("")).orElseThrow(Refusal::badRequest));
            return IqAnswer.EMPTY;
        }
        return IqAnswer.of(Node.of("privacy")
                .child(Node.of("list").attr("type", "contacts").attr("default", "true")));
    }

    private IqAnswer timer(DeviceSession caller, Node iq) {
        Node mode = iq.child("disappearing_mode").orElseThrow(Refusal::badRequest);
        long seconds = mode.number("duration").orElse(0);
        if (!TIMERS.contains(seconds)) {
            throw Refusal.badRequest();
        }
        desk.timer(caller.device(), seconds);
        return IqAnswer.EMPTY;
    }

    /// Of somebody who is no business there is nothing to say.
    private IqAnswer business(Node iq) {
        Jid asked = iq.child("business_profile")
                .flatMap(node -> node.child("profile"))
                .flatMap(profile -> profile.jid("jid"))
                .orElseThrow(Refusal::badRequest);
        Optional<BusinessCard> card = directory
                .account(asked)
                .flatMap(account -> account.profile().business())
                .map(Profile.Business::card);
        Node.Builder answer = Node.of("business_profile").attr("v", 244);
        card.ifPresent(found -> answer.child(profile(asked, found)));
        return IqAnswer.of(answer);
    }

    private static Node profile(Jid asked, BusinessCard card) {
        return Node.of("profile")
                .attr("jid", asked)
                .child(Node.of("address").content(Bytes.utf8(card.address())))
                .child(Node.of("description").content(Bytes.utf8(card.description())))
                .child(Node.of("website").content(Bytes.utf8(card.website())))
                .child(Node.of("email").content(Bytes.utf8(card.email())))
                .child(Node.of("categories")
                        .child(Node.of("category").attr("id", 1).content(Bytes.utf8(card.category()))))
                .build();
    }
}
