package dev.parley.whatsapp.client.pairing;

/// An answer to the passkey challenge, or to the question about the codes, that cannot be taken.
public final class PasskeyAnswerException extends RuntimeException {
    private final transient PasskeyProblem problem;

    public PasskeyAnswerException(PasskeyProblem problem) {
        super(problem.words());
        this.problem = problem;
    }

    public PasskeyProblem problem() {
        return problem;
    }
}
