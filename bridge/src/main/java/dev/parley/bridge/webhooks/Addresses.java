package dev.parley.bridge.webhooks;

import dev.parley.bridge.config.AddressRange;
import dev.parley.bridge.config.BridgeConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Finds the address of a webhook's host, and refuses one that is not out in the internet. Whoever connects must
/// connect to the very address that was checked: a name may stand for another one the next moment.
/// Thread-safe.
@Component
class Addresses {
    /// What is not for the whole internet, by the IANA special-purpose registries (RFC 6890 and later): own
    /// networks, this machine, link-local with the clouds' metadata services, carriers' NAT, examples,
    /// multicast, reserved; and the IPv6 forms that carry an IPv4 address inside them.
    private static final List<AddressRange> INSIDE = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(AddressRange::parse)
            .toList();

    /// All of the IPv6 internet is in here.
    private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");

    private static final int IPV4_BYTES = 4;

    private final List<AddressRange> allowed;

    Addresses(BridgeConfig config) {
        this.allowed = config.events().webhookRanges();
    }

    /// Asks the name service each time.
    ///
    /// @throws UnknownHostException when there is no such host
    /// @throws AddressRefused when any of its addresses may not be used
    InetAddress of(String host) throws UnknownHostException, AddressRefused {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        for (InetAddress address : addresses) {
            if (!isAllowed(address)) {
                throw new AddressRefused();
            }
        }
        return addresses[0];
    }

    private boolean isAllowed(InetAddress address) {
        return allowed.stream().anyMatch(range -> range.contains(address))
                || (INSIDE.stream().noneMatch(range -> range.contains(address))
                        && (address.getAddress().length == IPV4_BYTES || GLOBAL_IPV6.contains(address)));
    }
}
