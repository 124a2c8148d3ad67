package dev.parley.bridge.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.bridge.problem.Problem;
import dev.parley.database.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SuppressWarnings("NullAway.Init")
class ContentsTest {
    private static final long LIMIT = 1000;
    private static final TestDatabase DATABASE = TestDatabase.create();

    @TempDir
    private Path folder;

    private final JdbcClient sql = JdbcClient.create(DATABASE.dataSource());
    private final SettableClock clock = new SettableClock();
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private Contents contents;
    private long chat;

    @BeforeEach
    void open() {
        sql.sql("truncate app_user, media_content cascade").update();
        sql.sql("insert into app_user (id) values ('u')").update();
        sql.sql("insert into whatsapp_session (id, user_id, slot) values ('s', 'u', 1)")
                .update();
        chat = sql.sql("insert into chat (session_id, pn) values ('s', '15550320001@s.whatsapp.net') returning id")
                .query(Long.class)
                .single();
        contents = contents();
    }

    private Contents contents() {
        return new Contents(
                new DiskStore(folder.resolve("contents")),
                new Staging(folder.resolve("incoming"), free::get),
                new ContentTable(sql),
                new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource())),
                clock,
                LIMIT);
    }

    @Test
    void aContentIsThereAfterItWasKept() throws IOException {
        StoredContent content = keep(Samples.random(100));

        assertThat(contents.find(content.hash())).contains(content);
        assertThat(read(content)).isEqualTo(Samples.random(100));
        assertThat(keep(Samples.random(100))).isEqualTo(content);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void whatNoMessageHasGoesAfterAWhile() throws IOException {
        StoredContent orphan = keep(Samples.random(100));
        StoredContent owned = keep(Samples.random(101));
        long message = message(owned, true);

        contents.sweep();
        assertThat(contents.find(orphan.hash())).isPresent();
        clock.advance(Contents.UNCLAIMED.plusMinutes(11));
        contents.sweep();

        assertThat(contents.find(orphan.hash())).isEmpty();
        assertThat(contents.find(owned.hash())).isPresent();
        sql.sql("delete from message where seq = ?").param(message).update();
        contents.sweep();
        assertThat(contents.find(owned.hash())).isEmpty();
        assertThat(files()).isZero();
    }

    @Test
    void aContentOfTwoMessagesStaysWithTheSecond() throws IOException {
        StoredContent content = keep(Samples.random(100));
        long first = message(content, true);
        message(content, true);

        sql.sql("delete from message where seq = ?").param(first).update();
        clock.advance(Contents.UNCLAIMED.plusMinutes(11));
        contents.sweep();

        assertThat(read(content)).isEqualTo(Samples.random(100));
    }

    @Test
    void whatWhatsAppStillHasMakesRoomLeastRecentlyUsedFirst() throws IOException {
        StoredContent oldest = keep(Samples.random(400));
        long message = message(oldest, true);
        clock.advance(Duration.ofMinutes(20));
        StoredContent used = keep(Samples.random(401));
        message(used, true);
        clock.advance(Duration.ofMinutes(20));
        assertThat(read(used)).hasSize(401);
        clock.advance(Duration.ofMinutes(20));

        StoredContent fresh = keep(Samples.random(402));

        assertThat(contents.find(oldest.hash())).isEmpty();
        assertThat(contents.find(used.hash())).isPresent();
        assertThat(contents.find(fresh.hash())).isPresent();
        assertThat(sql.sql("select content_hash is null from message_file where message = ?")
                        .param(message)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void whatIsNowhereElseIsNeverGivenUp() throws IOException {
        StoredContent pending = keep(Samples.random(600));
        message(pending, false);
        clock.advance(Duration.ofDays(1));

        assertThatThrownBy(() -> keep(Samples.random(500))).isInstanceOf(Problem.Full.class);

        assertThat(read(pending)).isEqualTo(Samples.random(600));
        StoredContent lostAtWhatsApp = keep(Samples.random(300));
        long message = message(lostAtWhatsApp, true);
        sql.sql("update message_file set lost_at = now() where message = ?")
                .param(message)
                .update();
        clock.advance(Duration.ofDays(1));
        assertThatThrownBy(() -> keep(Samples.random(500))).isInstanceOf(Problem.Full.class);
        assertThat(contents.find(lostAtWhatsApp.hash())).isPresent();
    }

    @Test
    void aFullDiskIsSaidAndLeavesNothing() throws IOException {
        free.set(Staging.RESERVE - 1);

        assertThatThrownBy(() -> keep(Samples.random(10))).isInstanceOf(Problem.Full.class);

        try (Stream<Path> left = Files.list(folder.resolve("incoming"))) {
            assertThat(left).isEmpty();
        }
        free.set(Long.MAX_VALUE);
        assertThat(read(keep(Samples.random(10)))).isEqualTo(Samples.random(10));
    }

    @Test
    void aProcessThatDiedLeavesNothingForLong() throws IOException {
        // It died while it wrote, between the row and the content, and between the content and the row.
        Path part = Files.createDirectories(folder.resolve("incoming")).resolve("x.part");
        Files.write(part, new byte[10]);
        Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        ContentHash rowOnly = new ContentHash("ab".repeat(32));
        new ContentTable(sql).note(rowOnly, 10, "image/jpeg", clock.instant());
        StoredContent stray = keep(Samples.random(50));
        new ContentTable(sql).forget(stray.hash());
        clock.advance(Contents.UNCLAIMED.plusMinutes(11));

        Contents next = contents();
        next.sweep();
        next.sweepStrays();

        assertThat(part).doesNotExist();
        assertThat(files()).isZero();
        assertThat(sql.sql("select count(*) from media_content")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void whatTheDiskHasLostIsForgottenAndCanBeKeptAgain() throws IOException {
        StoredContent content = keep(Samples.random(100));
        long message = message(content, true);
        new DiskStore(folder.resolve("contents")).delete(content.hash());

        assertThat(contents.open(content.hash(), 0)).isEmpty();

        assertThat(sql.sql("select content_hash is null from message_file where message = ?")
                        .param(message)
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(read(keep(Samples.random(100)))).isEqualTo(Samples.random(100));
    }

    private long message(StoredContent content, boolean atWhatsApp) {
        long seq = sql.sql("""
                        insert into message (session_id, chat_id, from_me, whatsapp_id, sent_at, type, content)
                        values ('s', ?, false, ?, now(), 'document', '') returning seq""")
                .params(chat, UUID.randomUUID().toString())
                .query(Long.class)
                .single();
        sql.sql("""
                        insert into message_file (message, session_id, mimetype, reference, key_id, content_hash)
                        values (?, 's', 'x/y', ?, ?, ?)""")
                .param(seq)
                .param(atWhatsApp ? new byte[1] : null)
                .param(atWhatsApp ? "k" : null)
                .param(content.hash().hex())
                .update();
        return seq;
    }

    private StoredContent keep(byte[] bytes) throws IOException {
        try (StagedContent staged = contents.staging().stage(new ByteArrayInputStream(bytes), 1 << 20)) {
            return contents.keep(staged);
        }
    }

    private byte[] read(StoredContent content) throws IOException {
        Optional<InputStream> stream = contents.open(content.hash(), 0);
        try (InputStream in = stream.orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("contents"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.now();

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
