package dev.parley.bridge.media;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/// Files for tests, made here byte by byte.
public final class Samples {
    private Samples() {}

    /// Red above, blue below.
    public static byte[] picture(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillRect(0, 0, width, height / 2);
        graphics.setColor(Color.BLUE);
        graphics.fillRect(0, height / 2, width, height - height / 2);
        graphics.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// A JPEG whose Exif says how the camera was held.
    public static byte[] turnedJpeg(int width, int height, int orientation) {
        byte[] plain = picture("jpeg", width, height);
        ByteBuffer tiff = ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putInt(orientation)
                .putInt(0);
        ByteBuffer file = ByteBuffer.allocate(plain.length + 4 + 6 + 26);
        file.put(plain, 0, 2).putShort((short) 0xFFE1).putShort((short) (2 + 6 + 26));
        file.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff.array())
                .put(plain, 2, plain.length - 2);
        return file.array();
    }

    public static byte[] movingGif() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < 2; i++) {
                BufferedImage frame = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
                frame.setRGB(i, i, 0xFFFFFF);
                writer.writeToSequence(
                        new IIOImage(
                                frame,
                                null,
                                writer.getDefaultImageMetadata(
                                        ImageTypeSpecifier.createFromRenderedImage(frame), null)),
                        null);
            }
            writer.endWriteSequence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// A PNG of some kilobytes that would be gigabytes of pixels.
    public static byte[] bomb() {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(60_000).putInt(60_000);
        header.put(new byte[] {8, 2, 0, 0, 0});
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[1 << 20]);
        deflater.finish();
        byte[] packed = new byte[1 << 16];
        int length = deflater.deflate(packed);
        deflater.end();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        out.writeBytes(pngChunk("IHDR", header.array()));
        out.writeBytes(pngChunk("IDAT", Arrays.copyOf(packed, length)));
        out.writeBytes(pngChunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    private static byte[] pngChunk(String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(content);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(name)
                .put(content)
                .putInt((int) crc.getValue())
                .array();
    }

    /// An MP4 with one track of film and one of sound, without their content.
    ///
    /// @param turned by a quarter, as phones write upright films
    public static byte[] mp4(String brand, String codec, int seconds, int width, int height, boolean turned) {
        byte[] mvhd = box(
                "mvhd",
                ByteBuffer.allocate(100)
                        .putInt(12, 1000)
                        .putInt(16, seconds * 1000)
                        .array());
        ByteBuffer tkhd = ByteBuffer.allocate(84);
        tkhd.putInt(40, turned ? 0 : 1 << 16).putInt(44, turned ? 1 << 16 : 0);
        tkhd.putInt(76, width << 16).putInt(80, height << 16);
        byte[] film = box("trak", box("tkhd", tkhd.array()), media("vide", codec));
        byte[] sound = box("trak", box("tkhd", new byte[84]), media("soun", "mp4a"));
        byte[] ftyp = box("ftyp", (brand + "\0\0\0\0" + brand).getBytes(StandardCharsets.ISO_8859_1));
        byte[] random = new byte[3000];
        new Random(seconds).nextBytes(random);
        return concat(ftyp, box("mdat", random), box("moov", mvhd, film, sound));
    }

    private static byte[] media(String handler, String codec) {
        ByteBuffer hdlr = ByteBuffer.allocate(24);
        hdlr.position(8).put(handler.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer stsd = ByteBuffer.allocate(40);
        stsd.putInt(4, 1).putInt(8, 32).position(12).put(codec.getBytes(StandardCharsets.US_ASCII));
        return box("mdia", box("hdlr", hdlr.array()), box("minf", box("stbl", box("stsd", stsd.array()))));
    }

    static byte[] box(String type, byte[]... contents) {
        byte[] content = concat(contents);
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /// A tone, in 16 bits and mono.
    public static byte[] wav(int seconds, int rate) {
        int samples = seconds * rate;
        ByteBuffer file = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
        file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1);
        file.putInt(rate).putInt(2 * rate).putShort((short) 2).putShort((short) 16);
        file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            file.putShort((short) (8000 * Math.sin(2 * Math.PI * 440 * i / rate)));
        }
        return file.array();
    }

    public static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
