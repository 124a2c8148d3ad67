package dev.parley.simulator;

/// Root of what goes wrong in the simulator. Messages are sentences for whoever drives it; they name no keys.
public abstract sealed class SimulatorException extends RuntimeException permits ControlException, Refusal {
    SimulatorException(String message) {
        super(message);
    }
}
