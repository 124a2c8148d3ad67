package dev.parley.bridge.config;

import java.math.BigInteger;
import java.net.InetAddress;

/// A range of IP addresses, like `10.0.0.0/8` or `fd00::/8`. Immutable.
///
/// @param family length of its addresses in bytes
/// @param network its first address, as a number
/// @param prefix how many leading bits all its addresses share
public record AddressRange(int family, BigInteger network, int prefix) {
    private static final int BITS = 8;

    /// @throws IllegalArgumentException unless it is an address, a slash and a number of bits
    public static AddressRange parse(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
        int bits = address.length * BITS;
        int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : bits;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("a prefix of " + prefix + " bits");
        }
        int rest = bits - prefix;
        BigInteger first = new BigInteger(1, address).shiftRight(rest).shiftLeft(rest);
        return new AddressRange(address.length, first, prefix);
    }

    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        int rest = family * BITS - prefix;
        return bytes.length == family
                && new BigInteger(1, bytes).shiftRight(rest).equals(network.shiftRight(rest));
    }
}
