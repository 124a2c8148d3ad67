package dev.parley.bridge.engine;

import dev.parley.whatsapp.client.EventConsumer;
import dev.parley.whatsapp.client.store.DeviceStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An engine without a network: a test plays WhatsApp's part through the devices that it hands out.
public final class FakeEngine implements Engine {
    private final BlockingQueue<FakeDevice> made = new LinkedBlockingQueue<>();

    @Override
    public Device device(String sessionId, DeviceStore store, EventConsumer consumer) {
        FakeDevice device = new FakeDevice(store, consumer);
        made.add(device);
        return device;
    }

    /// The next device that the bridge made, once it made it.
    public FakeDevice next() {
        try {
            FakeDevice device = made.poll(10, TimeUnit.SECONDS);
            if (device == null) {
                throw new AssertionError("no device was made");
            }
            return device;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
