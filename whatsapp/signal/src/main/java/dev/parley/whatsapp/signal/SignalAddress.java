package dev.parley.whatsapp.signal;

/// The name of one remote device: sessions and identity keys are kept per address.
///
/// @param name whom the device belongs to; the caller's own naming, different for different people
public record SignalAddress(String name, int device) {

    @Override
    public String toString() {
        return name + "." + device;
    }
}
