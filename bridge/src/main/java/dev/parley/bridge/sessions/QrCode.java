package dev.parley.bridge.sessions;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// A code for the phone to scan.
///
/// @param text what is in it
/// @param dataUrl the code as a PNG, in a `data:` URL
/// @param expiresAt when it is of no more use
record QrCode(String text, String dataUrl, Instant expiresAt) {
    private static final int PIXELS = 320;
    private static final int QUIET_MODULES = 4;
    private static final int BLACK = 0x000000;
    private static final int WHITE = 0xFFFFFF;

    static QrCode of(String text, Instant expiresAt) {
        return new QrCode(text, "data:image/png;base64," + Base64.getEncoder().encodeToString(png(text)), expiresAt);
    }

    private static byte[] png(String text) {
        try {
            BitMatrix modules = new QRCodeWriter()
                    .encode(text, BarcodeFormat.QR_CODE, PIXELS, PIXELS, Map.of(EncodeHintType.MARGIN, QUIET_MODULES));
            BufferedImage image =
                    new BufferedImage(modules.getWidth(), modules.getHeight(), BufferedImage.TYPE_BYTE_BINARY);
            for (int y = 0; y < modules.getHeight(); y++) {
                for (int x = 0; x < modules.getWidth(); x++) {
                    image.setRGB(x, y, modules.get(x, y) ? BLACK : WHITE);
                }
            }
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
                ImageIO.write(image, "png", out);
            }
            return png.toByteArray();
        } catch (WriterException e) {
            throw new IllegalArgumentException("a QR code cannot hold " + text.length() + " characters", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
