package dev.parley.simulator.history;

import dev.parley.whatsapp.proto.HistorySync;
import dev.parley.whatsapp.proto.HistorySyncNotification.HistorySyncType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// One part as a phone hands it over.
///
/// @param order its number among those of its type, from 1
/// @param progress 0 to 100, of its type
public record HistoryPart(HistorySyncType type, int order, int progress, HistorySync content) {
    /// As phones compress: zlib, level 1.
    public byte[] compressed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }
}
