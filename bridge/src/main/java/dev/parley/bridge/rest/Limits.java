package dev.parley.bridge.rest;

import dev.parley.bridge.problem.Problem;

/// How many things a caller may ask for at once.
final class Limits {
    static final String DEFAULT = "50";
    private static final int MOST = 200;

    private Limits() {}

    static int check(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new Problem.Invalid("limit must be a number from 1 to " + MOST);
        }
        return limit;
    }
}
