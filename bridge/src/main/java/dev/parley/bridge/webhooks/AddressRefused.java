package dev.parley.bridge.webhooks;

import java.io.IOException;

/// A webhook's host stands for an address that it may not have.
final class AddressRefused extends IOException {
    private static final long serialVersionUID = 1L;

    AddressRefused() {
        super("the address is inside the own network");
    }
}
