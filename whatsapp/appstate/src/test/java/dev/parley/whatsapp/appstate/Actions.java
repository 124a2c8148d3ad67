package dev.parley.whatsapp.appstate;

import dev.parley.whatsapp.proto.ArchiveChatAction;
import dev.parley.whatsapp.proto.PinAction;
import dev.parley.whatsapp.proto.SyncActionValue;
import java.nio.charset.StandardCharsets;

/// Actions to write in tests.
final class Actions {
    static final String CHAT = "15550001111@s.whatsapp.net";
    static final long TIME = 1_700_000_000_000L;

    /// The data of a key other than 32 zero bytes.
    static final byte[] NEW_KEY = "the second key, of 32 bytes also".getBytes(StandardCharsets.US_ASCII);

    private Actions() {}

    static SyncAction pin(String chat, boolean pinned, long time) {
        return SyncAction.set(
                ActionType.PIN,
                SyncActionValue.newBuilder()
                        .setTimestamp(time)
                        .setPinAction(PinAction.newBuilder().setPinned(pinned))
                        .build(),
                chat);
    }

    static SyncAction archive(String chat, boolean archived, long time) {
        return SyncAction.set(
                ActionType.ARCHIVE,
                SyncActionValue.newBuilder()
                        .setTimestamp(time)
                        .setArchiveChatAction(ArchiveChatAction.newBuilder().setArchived(archived))
                        .build(),
                chat);
    }
}
