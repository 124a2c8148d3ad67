package dev.parley.bridge.media;

import dev.parley.whatsapp.client.content.Dimensions;
import dev.parley.whatsapp.wire.Bytes;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// Looks at pictures, makes them small, and makes JPEGs of them. A picture's size is known before one pixel is decoded,
/// and one of too many pixels never is; no more than two are decoded at a time. Thread-safe.
final class Pictures {
    /// What phones take of a picture in high quality (media-history-appstate.md section 1.8).
    static final int LONGEST_EDGE = 2560;

    static final int THUMBNAIL_EDGE = 100;

    /// Each takes up to some hundred bytes while a progressive JPEG of it is decoded piece by piece.
    static final long MOST_PIXELS = 40_000_000;

    /// The decoder of WebP holds all pixels at once.
    private static final long MOST_WEBP_PIXELS = 16_000_000;

    private static final int AT_ONCE = 2;

    /// A thumbnail is encrypted once for each device of the recipient.
    private static final int MOST_THUMBNAIL_BYTES = 8192;

    private static final float GOOD = 0.85f;
    private static final float FAIR = 0.6f;
    private static final float POOR = 0.3f;

    private final Semaphore decoding = new Semaphore(AT_ONCE);

    /// A picture that could be decoded here.
    ///
    /// @param width as it is shown, after it was turned
    /// @param frames 2 when there are several
    record Picture(int width, int height, Orientation orientation, int frames) {
        Dimensions dimensions() {
            return new Dimensions(width, height);
        }

        long pixels() {
            return (long) width * height;
        }
    }

    /// Looks at a picture's header.
    ///
    /// @return empty when it is no picture of that type
    Optional<Picture> look(Path file, FileType type) throws IOException {
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Optional<ImageReader> reader = reader(type, in);
            if (reader.isEmpty()) {
                return Optional.empty();
            }
            try {
                Orientation orientation = type.equals(FileType.JPEG) ? Orientation.of(file) : Orientation.UPRIGHT;
                int width = reader.get().getWidth(0);
                int height = reader.get().getHeight(0);
                int frames = type.equals(FileType.GIF) ? frames(reader.get()) : 1;
                return width < 1 || height < 1
                        ? Optional.empty()
                        : Optional.of(new Picture(
                                orientation.turned() ? height : width,
                                orientation.turned() ? width : height,
                                orientation,
                                frames));
            } catch (IOException | RuntimeException _) {
                // The decoders throw all kinds of exceptions at files that are broken.
                return Optional.empty();
            } finally {
                reader.get().dispose();
            }
        }
    }

    private static int frames(ImageReader reader) throws IOException {
        return Math.min(2, reader.getNumImages(true));
    }

    private static Optional<ImageReader> reader(FileType type, ImageInputStream in) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByMIMEType(type.mimetype());
        if (!readers.hasNext()) {
            return Optional.empty();
        }
        ImageReader reader = readers.next();
        reader.setInput(in, false, true);
        return Optional.of(reader);
    }

    /// Whether decoding it would take no more memory than there is.
    boolean decodable(Picture picture, FileType type) {
        return picture.pixels() <= (type.equals(FileType.WEBP) ? MOST_WEBP_PIXELS : MOST_PIXELS);
    }

    /// A small JPEG of it.
    ///
    /// @return empty when it cannot be decoded
    Optional<Bytes> thumbnail(Path file, FileType type, Picture picture) throws IOException {
        return decoded(file, type, picture, THUMBNAIL_EDGE).map(Pictures::small);
    }

    private static Bytes small(BufferedImage image) {
        try {
            byte[] fair = jpeg(image, FAIR);
            return Bytes.wrap(fair.length <= MOST_THUMBNAIL_BYTES ? fair : jpeg(image, POOR));
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        }
    }

    private static byte[] jpeg(BufferedImage image, float quality) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            write(image, quality, out);
        }
        return bytes.toByteArray();
    }

    /// Writes it as a JPEG, upright, on white, and no larger than phones want it.
    ///
    /// Writes nothing when the picture cannot be decoded.
    void writeJpeg(Path file, FileType type, Picture picture, Path jpeg) throws IOException {
        Optional<BufferedImage> image = decoded(file, type, picture, LONGEST_EDGE);
        try (ImageOutputStream out = new FileImageOutputStream(jpeg.toFile())) {
            if (image.isPresent()) {
                write(image.get(), GOOD, out);
            }
        }
    }

    private static void write(BufferedImage image, float quality, ImageOutputStream out) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
    }

    /// The picture upright and on white, with no edge longer than `edge`.
    private Optional<BufferedImage> decoded(Path file, FileType type, Picture picture, int edge) throws IOException {
        if (!decodable(picture, type)) {
            return Optional.empty();
        }
        decoding.acquireUninterruptibly();
        try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
            Optional<ImageReader> reader = reader(type, in);
            if (reader.isEmpty()) {
                return Optional.empty();
            }
            try {
                ImageReadParam parameters = reader.get().getDefaultReadParam();
                // Leaves out rows and columns while it reads, so that little is held; twice the wanted size remains.
                int step = Math.max(1, Math.max(picture.width(), picture.height()) / (2 * edge));
                parameters.setSourceSubsampling(step, step, 0, 0);
                return Optional.of(upright(reader.get().read(0, parameters), picture.orientation(), edge));
            } catch (IOException | RuntimeException _) {
                // As above.
                return Optional.empty();
            } finally {
                reader.get().dispose();
            }
        } finally {
            decoding.release();
        }
    }

    private static BufferedImage upright(BufferedImage source, Orientation orientation, int edge) {
        double scale = Math.min(1, (double) edge / Math.max(source.getWidth(), source.getHeight()));
        int width = Math.max(1, (int) Math.round(source.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(source.getHeight() * scale));
        BufferedImage small = source;
        // Halves at most: more in one step would leave out pixels.
        while (small.getWidth() > 2 * width || small.getHeight() > 2 * height) {
            small = drawn(
                    small,
                    Math.max(width, small.getWidth() / 2),
                    Math.max(height, small.getHeight() / 2),
                    Orientation.UPRIGHT);
        }
        return drawn(small, width, height, orientation);
    }

    /// @param width before it is turned
    private static BufferedImage drawn(BufferedImage source, int width, int height, Orientation orientation) {
        BufferedImage image = new BufferedImage(
                orientation.turned() ? height : width,
                orientation.turned() ? width : height,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            AffineTransform turn = orientation.transform(width, height);
            turn.scale((double) width / source.getWidth(), (double) height / source.getHeight());
            graphics.drawImage(source, turn, null);
        } finally {
            graphics.dispose();
        }
        return image;
    }
}
