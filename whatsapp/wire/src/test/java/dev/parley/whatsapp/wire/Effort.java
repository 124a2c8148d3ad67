package dev.parley.whatsapp.wire;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// What a piece of work cost its thread.
///
/// @param allocated bytes on the heap, kept or not
record Effort(long allocated, Duration cpu) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Effort of(Runnable work) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        work.run();
        return new Effort(
                THREADS.getCurrentThreadAllocatedBytes() - allocated,
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - nanos));
    }
}
