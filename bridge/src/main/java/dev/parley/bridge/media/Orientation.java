package dev.parley.bridge.media;

import java.awt.geom.AffineTransform;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a camera held a picture: Exif's tag 0x0112 in a JPEG.
///
/// @param value 1 upright, 2 mirrored, 3 upside down, 4 both, 5 to 8 the same on its side
record Orientation(int value) {
    static final Orientation UPRIGHT = new Orientation(1);

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP1 = 0xE1;
    private static final String EXIF = "Exif\0\0";

    /// Metadata comes first; a file with more parts than that before the picture is no camera's.
    private static final int MOST_SEGMENTS = 50;

    private static final int MOST_TAGS = 500;

    /// On its side: width and height change places.
    boolean turned() {
        return value >= 5;
    }

    /// @return upright when the file does not say, or is broken
    static Orientation of(Path jpeg) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(jpeg)))) {
            in.readUnsignedShort();
            for (int i = 0; i < MOST_SEGMENTS; i++) {
                if (in.readUnsignedByte() != 0xFF) {
                    return UPRIGHT;
                }
                int marker = in.readUnsignedByte();
                int length = in.readUnsignedShort() - 2;
                if (marker == START_OF_SCAN || length < 0) {
                    return UPRIGHT;
                }
                byte[] segment = in.readNBytes(length);
                if (marker == APP1 && isExif(segment)) {
                    return tiff(ByteBuffer.wrap(segment, EXIF.length(), segment.length - EXIF.length())
                            .slice());
                }
            }
            return UPRIGHT;
        } catch (EOFException _) {
            return UPRIGHT;
        }
    }

    private static boolean isExif(byte[] segment) {
        return segment.length > EXIF.length()
                && new String(segment, 0, EXIF.length(), StandardCharsets.ISO_8859_1).equals(EXIF);
    }

    private static Orientation tiff(ByteBuffer tiff) {
        if (tiff.limit() < 8) {
            return UPRIGHT;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (directory + 2 > tiff.limit()) {
            return UPRIGHT;
        }
        int tags = Math.min(MOST_TAGS, Short.toUnsignedInt(tiff.getShort((int) directory)));
        for (int i = 0; i < tags; i++) {
            int at = (int) directory + 2 + 12 * i;
            if (at + 12 > tiff.limit()) {
                return UPRIGHT;
            }
            if (Short.toUnsignedInt(tiff.getShort(at)) == TAG && tiff.getShort(at + 2) == SHORT) {
                int value = tiff.getShort(at + 8);
                return value >= 1 && value <= 8 ? new Orientation(value) : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /// Brings a picture of this size upright, into the place from (0, 0) on.
    AffineTransform transform(int width, int height) {
        return switch (value) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }
}
