package dev.parley.bridge.media;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The rows of `media_content`.
@Repository
class ContentTable {
    /// Times of use are kept this roughly, so that reading a file in parts does not write a row for each.
    private static final Duration ROUGHLY = Duration.ofMinutes(10);

    private final JdbcClient client;

    ContentTable(JdbcClient client) {
        this.client = client;
    }

    /// Notes a content before it is put into the store, and that it is used now. Waits for whoever removes it.
    ///
    /// @return whether it is new here
    boolean note(ContentHash hash, long size, String mimetype, Instant now) {
        return client.sql("""
                        insert into media_content (hash, size, mimetype, used_at) values (?, ?, ?, ?)
                        on conflict (hash) do update set used_at = greatest(media_content.used_at, excluded.used_at)
                        returning xmax = 0""")
                .params(hash.hex(), size, mimetype, now.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    Optional<StoredContent> find(ContentHash hash) {
        return client.sql("select hash, size, mimetype from media_content where hash = ?")
                .param(hash.hex())
                .query((row, _) -> new StoredContent(
                        new ContentHash(row.getString("hash")), row.getLong("size"), row.getString("mimetype")))
                .optional();
    }

    void used(ContentHash hash, Instant now) {
        client.sql("update media_content set used_at = ? where hash = ? and used_at < ?")
                .params(
                        now.atOffset(ZoneOffset.UTC),
                        hash.hex(),
                        now.minus(ROUGHLY).atOffset(ZoneOffset.UTC))
                .update();
    }

    long total() {
        return client.sql("select coalesce(sum(size), 0)::bigint from media_content")
                .query(Long.class)
                .single();
    }

    /// Contents that no message has any more.
    ///
    /// @param before those used later may be about to get a message
    List<ContentHash> orphans(Instant before, int limit) {
        return client.sql("""
                        select c.hash from media_content c
                        where c.used_at < ? and not exists (select 1 from message_file f where f.content_hash = c.hash)
                        order by c.used_at limit ?""")
                .params(before.atOffset(ZoneOffset.UTC), limit)
                .query((row, _) -> new ContentHash(row.getString("hash")))
                .list();
    }

    /// Contents that could be fetched from WhatsApp again, by all that is known, least recently used first.
    List<StoredContent> spare(Instant before, int limit) {
        return client.sql("""
                        select c.hash, c.size, c.mimetype from media_content c
                        where c.used_at < ? and not exists (select 1 from message_file f
                                                            where f.content_hash = c.hash
                                                              and (f.reference is null or f.lost_at is not null))
                        order by c.used_at limit ?""")
                .params(before.atOffset(ZoneOffset.UTC), limit)
                .query((row, _) -> new StoredContent(
                        new ContentHash(row.getString("hash")), row.getLong("size"), row.getString("mimetype")))
                .list();
    }

    /// Inside a transaction: until that ends, whoever wants to note this content waits.
    ///
    /// @return false when a message has it, or it was used again
    boolean removeOrphan(ContentHash hash, Instant before) {
        return client.sql("""
                        delete from media_content c
                        where c.hash = ? and c.used_at < ?
                          and not exists (select 1 from message_file f where f.content_hash = c.hash)""")
                        .params(hash.hex(), before.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    /// As [#removeOrphan]; messages that have it must fetch it again.
    boolean removeSpare(ContentHash hash, Instant before) {
        return client.sql("""
                        delete from media_content c
                        where c.hash = ? and c.used_at < ?
                          and not exists (select 1 from message_file f
                                          where f.content_hash = c.hash
                                            and (f.reference is null or f.lost_at is not null))""")
                        .params(hash.hex(), before.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    /// The store turned out not to have it.
    void forget(ContentHash hash) {
        client.sql("delete from media_content where hash = ?").param(hash.hex()).update();
    }

    /// Inside a transaction: takes the place of a content that has no row, so that nobody notes it meanwhile.
    ///
    /// @return false when it has one
    boolean claimStray(ContentHash hash) {
        return client.sql("""
                        insert into media_content (hash, size, mimetype, used_at) values (?, 0, '', 'epoch')
                        on conflict (hash) do nothing""").param(hash.hex()).update() > 0;
    }
}
