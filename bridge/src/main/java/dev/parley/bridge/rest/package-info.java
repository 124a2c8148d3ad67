/// The REST surface: it translates, rules live elsewhere.
@NullMarked
package dev.parley.bridge.rest;

import org.jspecify.annotations.NullMarked;
