package dev.parley.bridge.media;

import dev.parley.bridge.config.BridgeConfig;
import dev.parley.bridge.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/// The contents of files that are kept here, each once however many messages have it, within a limit.
///
/// The table says what the store has. A content is noted there before it is put into the store, and removed from the
/// store in the transaction that removes its row, so whoever wants to put the same waits; and one that was used a
/// short while ago is not removed, so that it can get its message. Whatever moment the process dies at, the worst that
/// is left is a content without a row, or a row without a content: the first is swept away, the second found when it
/// is opened and fetched again.
///
/// Thread-safe.
@Service
public class Contents {
    private static final Logger LOG = LoggerFactory.getLogger(Contents.class);

    /// How long a content may wait for its message.
    static final Duration UNCLAIMED = Duration.ofHours(1);

    /// How long a content is safe from making room after it was used. Reading goes on even when it is removed.
    static final Duration IN_USE = Duration.ofMinutes(5);

    /// Nothing is written for that long, unless its writer is dead.
    static final Duration ABANDONED = Duration.ofHours(1);

    private static final int PAGE = 100;

    private final MediaStore store;
    private final Staging staging;
    private final ContentTable table;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    @Autowired
    Contents(
            MediaStore store,
            Staging staging,
            ContentTable table,
            TransactionTemplate transactions,
            Clock clock,
            BridgeConfig config) {
        this(store, staging, table, transactions, clock, config.media().limit());
    }

    /// @param limit of what is kept, in bytes
    Contents(
            MediaStore store,
            Staging staging,
            ContentTable table,
            TransactionTemplate transactions,
            Clock clock,
            long limit) {
        this.store = store;
        this.staging = staging;
        this.table = table;
        this.transactions = transactions;
        this.clock = clock;
        this.limit = limit;
        used.set(table.total());
    }

    /// Where contents come together before they are kept.
    public Staging staging() {
        return staging;
    }

    /// Keeps a content; it is in the store when this returns. A message has to name it soon, or it goes
    /// again. Not inside a transaction.
    ///
    /// @throws Problem.Full when there is no room for it
    public StoredContent keep(StagedContent content) throws IOException {
        String mimetype = FileType.of(content.path()).mimetype();
        Optional<StoredContent> known = table.find(content.hash());
        if (known.isEmpty()) {
            makeRoom(content.length());
        }
        // Putting may take long: should the row have been removed meanwhile, the content has, too.
        while (note(content, mimetype)) {
            store.put(content);
        }
        store.put(content);
        return new StoredContent(content.hash(), content.length(), mimetype);
    }

    private boolean note(StagedContent content, String mimetype) {
        boolean isNew = table.note(content.hash(), content.length(), mimetype, clock.instant());
        if (isNew) {
            used.addAndGet(content.length());
        }
        return isNew;
    }

    /// What is kept under this hash; empty also when the store has lost it, and then no message names it any
    /// more.
    public Optional<StoredContent> find(ContentHash hash) throws IOException {
        Optional<StoredContent> noted = table.find(hash);
        if (noted.isPresent() && !store.has(hash)) {
            lost(hash);
            return Optional.empty();
        }
        return noted;
    }

    /// The content from a place in it to its end. Close it.
    ///
    /// @return empty when the store has lost it; then no message names it any more
    public Optional<InputStream> open(ContentHash hash, long from) throws IOException {
        try {
            InputStream content = store.open(hash, from);
            table.used(hash, clock.instant());
            return Optional.of(content);
        } catch (NoSuchFileException _) {
            lost(hash);
            return Optional.empty();
        }
    }

    /// As [#open], for who must go to and fro in it.
    public Optional<LocalFile> local(ContentHash hash) throws IOException {
        try {
            LocalFile file = store.local(hash);
            table.used(hash, clock.instant());
            return Optional.of(file);
        } catch (NoSuchFileException _) {
            lost(hash);
            return Optional.empty();
        }
    }

    private void lost(ContentHash hash) {
        LOG.warn("the media store has lost content {}", hash);
        table.forget(hash);
    }

    /// Removes what WhatsApp still has, until there is room.
    private void makeRoom(long size) throws IOException {
        if (used.get() + size <= limit) {
            return;
        }
        used.set(table.total());
        Instant before = clock.instant().minus(IN_USE);
        while (used.get() + size > limit) {
            List<StoredContent> spare = table.spare(before, PAGE);
            if (spare.isEmpty()) {
                throw new Problem.Full("There is no room for the file in the media store");
            }
            for (StoredContent content : spare) {
                if (used.get() + size > limit
                        && remove(content.hash(), () -> table.removeSpare(content.hash(), before))) {
                    used.addAndGet(-content.size());
                }
            }
        }
    }

    /// Sweeps away what nobody has any more.
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT10M")
    void sweep() {
        try {
            Instant now = clock.instant();
            staging.sweep(now.minus(ABANDONED));
            removeOrphans(now.minus(UNCLAIMED));
            used.set(table.total());
        } catch (IOException | DataAccessException e) {
            LOG.warn("the media store could not be swept: {}", e.getClass().getSimpleName());
        }
    }

    private void removeOrphans(Instant before) throws IOException {
        List<ContentHash> orphans = table.orphans(before, PAGE);
        while (!orphans.isEmpty()) {
            for (ContentHash hash : orphans) {
                remove(hash, () -> table.removeOrphan(hash, before));
            }
            orphans = orphans.size() < PAGE ? List.of() : table.orphans(before, PAGE);
        }
    }

    /// Sweeps away contents that were put into the store by a process that died, or by one with another
    /// database.
    @Scheduled(initialDelayString = "PT15M", fixedDelayString = "PT24H")
    void sweepStrays() {
        try {
            store.each(clock.instant().minus(UNCLAIMED), hash -> {
                if (table.find(hash).isEmpty()) {
                    removeStray(hash);
                }
            });
        } catch (IOException | DataAccessException e) {
            LOG.warn(
                    "the media store could not be looked through: {}",
                    e.getClass().getSimpleName());
        }
    }

    private void removeStray(ContentHash hash) {
        try {
            remove(hash, () -> {
                boolean stray = table.claimStray(hash);
                if (stray) {
                    table.forget(hash);
                }
                return stray;
            });
        } catch (IOException e) {
            LOG.warn("a stray content could not be removed: {}", e.getClass().getSimpleName());
        }
    }

    /// Removes a content in the transaction that removes its row.
    private boolean remove(ContentHash hash, BooleanSupplier row) throws IOException {
        try {
            return Boolean.TRUE.equals(transactions.execute(_ -> {
                boolean removed = row.getAsBoolean();
                if (removed) {
                    delete(hash);
                }
                return removed;
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void delete(ContentHash hash) {
        try {
            store.delete(hash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
