package dev.parley.whatsapp.client.event;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.whatsapp.proto.VerifiedNameCertificate;
import dev.parley.whatsapp.proto.VerifiedNameDetails;
import dev.parley.whatsapp.wire.Bytes;
import java.util.Optional;

/// A business's name under WhatsApp's signature. The signature is not checked: the key is not public, and the
/// server that sends the certificate is WhatsApp's own.
///
/// @param issuer `smb:wa` for the small business app, `ent:wa` for the API; may be empty
/// @param serial unsigned
public record VerifiedName(String name, String issuer, long serial) {
    /// Longer than any name that WhatsApp accepts.
    private static final int MAX_LENGTH = 1000;

    /// Reads an encoded certificate. Any bytes may be passed; empty when they hold no name.
    public static Optional<VerifiedName> parse(Bytes certificate) {
        try {
            VerifiedNameDetails details = VerifiedNameDetails.parseFrom(
                    VerifiedNameCertificate.parseFrom(certificate.toByteArray()).getDetails());
            return Optional.of(details.getVerifiedName())
                    .filter(name -> !name.isBlank() && name.length() <= MAX_LENGTH)
                    .map(name -> new VerifiedName(name, details.getIssuer(), details.getSerial()));
        } catch (InvalidProtocolBufferException _) {
            return Optional.empty();
        }
    }
}
